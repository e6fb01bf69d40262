import type { Job, JobId, SubmitOptions } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { JobPlan, LifeAct, ProcessAct, Query, StrayFact } from "./LifeEvent.ts"
import { ScriptedRunner } from "./ScriptedRunner.ts"
import type { SimulatedCast } from "./SimulatedCast.ts"
import type { SimulatedHost } from "./SimulatedHost.ts"

/** The limits of every simulated job, in milliseconds. */
const simulatedLimits = { grace: 50, claimDeadline: 300, lostDeadline: 2_000 } as const

/** Lets one act of a life happen. What would mean nothing now is left out. */
export const playAct = (cast: SimulatedCast, act: LifeAct): void => {
  const { world } = cast
  switch (act.do) {
    case "run": {
      const host = cast.host(act.who)
      const { dedicated } = act.plan
      const run = host.jobs.run(
        { ...optionsOf(act.plan), dedicated },
        runnerOf(cast, host, act.plan)
      )
      return void world.ask(host, "run", Effect.map(run, one))
    }
    case "submit": {
      const host = cast.host(act.who)
      return void world.ask(host, "submit", submission(cast, host, act.plan))
    }
    case "launch": {
      const host = cast.host(act.who)
      const launched = Effect.tap(submission(cast, host, act.plan, true), ([job]) =>
        Effect.sync(() => own(cast, cast.start("owner", job!.id), job!.id))
      )
      return void world.ask(host, "submit", launched)
    }
    case "own": {
      const id = cast.job(act.job)
      return id === null ? undefined : own(cast, cast.host(act.who), id)
    }
    case "tell":
      return cast.runner(act.job)?.say(act.word)
    case "exit": {
      const host = cast.living(act.who)
      if (host === null) return
      // On a full disk there is no room for one that is as long as this.
      const text = world.isDiskFull ? "at a line of some file\n".repeat(200) : "an exception"
      const uncaught = act.uncaught ? text : null
      host.exit.end({ _tag: "Exiting", code: act.code, uncaught })
      return world.table.kill(host.process)
    }
    case "reboot":
      return world.reboot()
    case "fail": {
      const { landed, operation, reason, times } = act
      return void world.faults.push({ operation, reason, times, landed })
    }
    case "tear": {
      const id = cast.job(act.job)
      return id === null ? undefined : world.tear(id, act.fact)
    }
    case "disk":
      return world.fillDisk(act.full)
    case "crash": {
      const host = cast.living(act.who)
      if (host !== null) host.crash = { operations: act.operations, landed: act.landed }
      return
    }
    case "endSession":
      return endSession(cast, cast.host(act.who))
    case "stray":
      return writeOutOfTurn(cast, act.job, act.fact)
    case "step":
      return world.simulation.stepClock(act.millis)
    case "suspend":
      return world.simulation.suspend(act.millis)
    case "pass":
      return
    case "get":
    case "list":
    case "wait":
    case "result":
    case "follow":
    case "cancel":
    case "abandon":
    case "reconcile":
    case "prune":
    case "rebuildIndex":
    case "timeline":
    case "find":
    case "findAny":
    case "getNobody":
    case "misuse":
    case "readLog":
    case "followLog":
    case "followAll":
    case "settled":
      return ask(cast, act.do, act.who, cast.job(act.job))
    default: {
      const host = cast.living(act.who)
      if (host !== null) touch(cast, host, act.do)
    }
  }
}

const one = (job: Job): ReadonlyArray<Job> => [job]

const optionsOf = (plan: JobPlan): SubmitOptions => ({
  ...simulatedLimits,
  upstream: plan.upstream,
  timeLimit: plan.timeMillis,
  silence: plan.silenceMillis,
  adopt: plan.adopt,
  ...(plan.session === true ? { session: "session" } : {}),
  ...(plan.onEnd === true ? { onEnd: "say so" } : {}),
  ...(plan.command ? { command: ["work"] } : {})
})

const submission = (cast: SimulatedCast, host: SimulatedHost, plan: JobPlan, launched = false) =>
  Effect.map(host.jobs.submit({ ...optionsOf(plan), launched }), (job) => {
    cast.plans.set(job.id, plan)
    return one(job)
  })

const runnerOf =
  (cast: SimulatedCast, host: SimulatedHost, plan: JobPlan) =>
  (context: Parameters<ScriptedRunner["run"]>[0]) => {
    // Called, not first heard of: its fiber can be set aside before its first operation.
    const { world } = cast
    world.record({ _tag: "RunnerStarts", step: world.step, by: host, id: context.id })
    const runner = new ScriptedRunner(world, host, plan, context.id)
    world.runners.set(context.id, runner)
    return runner.run(context)
  }

const own = (cast: SimulatedCast, host: SimulatedHost, id: JobId): void => {
  const plan = cast.planOf(id)
  const owned = host.jobs.own(id, runnerOf(cast, host, plan), { dedicated: plan.dedicated })
  cast.world.ask(host, "own", Effect.map(owned, one))
}

const ask = (cast: SimulatedCast, query: Query, who: number, id: JobId | null): void => {
  const host = cast.host(who)
  const { jobs } = host
  const all = () => {
    switch (query) {
      case "list":
        return Effect.map(jobs.list(), (listing) => listing.jobs)
      case "reconcile":
        return Effect.map(jobs.reconcile, (listing) => listing.jobs)
      case "prune":
        return Effect.as(jobs.prune({ keep: 0 }), [])
      case "rebuildIndex":
        return Effect.as(jobs.rebuildIndex, [])
      case "findAny":
        return findAny(jobs)
      case "getNobody":
        return Effect.map(jobs.get("0000000000000000" as JobId), one)
      case "misuse":
        return Effect.map(jobs.submit({ command: [] }), one)
      case "followAll":
        return Stream.runHead(jobs.followAll()).pipe(Effect.as([]))
      case "settled":
        return Stream.runCollect(Stream.take(jobs.settled(), 1))
      default:
        return id === null ? null : about(id)
    }
  }
  const about = (job: JobId): Effect.Effect<ReadonlyArray<Job>, unknown> => {
    switch (query) {
      case "wait":
        return Effect.map(jobs.wait(job), one)
      case "result":
        return Effect.map(jobs.result(job), one)
      case "follow":
        return Stream.runCollect(jobs.follow(job))
      case "cancel":
        return Effect.map(jobs.cancel(job, { by: host.name }), (report) => one(report.job))
      case "abandon":
        return Effect.map(
          jobs.abandon(job, { message: "nobody will", code: null, stderrTail: "" }),
          one
        )
      case "find":
        return Effect.as(jobs.find(job.slice(0, 4)), [])
      case "readLog":
        return Effect.as(jobs.readLog(job, { offset: 0 }), [])
      case "followLog":
        return Effect.as(Stream.runDrain(jobs.followLog(job, 0)), [])
      case "timeline":
        return Effect.map(jobs.timeline(job), (timeline) => one(timeline.job))
      default:
        return Effect.map(jobs.get(job), one)
    }
  }
  const effect = all()
  if (effect !== null) cast.world.ask(host, query, effect)
}

/** Looks for one job that begins with each digit: of seventeen jobs two begin with the same. */
const findAny = (jobs: SimulatedHost["jobs"]) =>
  Effect.forEach("0123456789abcdef", (digit) =>
    Effect.catchTag(jobs.find(digit), "JobNotFound", () => Effect.void)
  ).pipe(Effect.as([]))

/** The hook asks for the end of everything that is open of its session, and ends. */
const endSession = ({ world }: SimulatedCast, hook: SimulatedHost): void => {
  const fiber = world.ask(hook, "endSession", cancelSession(hook))
  fiber.addObserver(() => world.table.kill(hook.process))
}

const cancelSession = Effect.fnUntraced(function* ({ jobs, name }: SimulatedHost) {
  const listing = yield* jobs.list({ session: "session" })
  const open = listing.jobs.filter(({ state }) => state._tag !== "Settled")
  const reports = yield* Effect.forEach(open, ({ id }) => jobs.cancel(id, { by: name }))
  return reports.map(({ job }) => job)
})

/** Whoever owns the folder can write to it, without asking us. */
const writeOutOfTurn = (cast: SimulatedCast, nth: number, fact: StrayFact): void => {
  const { medium, simulation } = cast.world
  const id = cast.job(nth)
  if (id !== null) medium.stray(id, fact, simulation.wallMillis)
}

const touch = (cast: SimulatedCast, host: SimulatedHost, act: ProcessAct): void => {
  const { simulation, table } = cast.world
  const { process, thread } = host
  switch (act) {
    case "SIGTERM":
    case "SIGINT":
    case "SIGHUP":
    case "SIGBREAK": {
      if (process.state === "stopped") return
      if (host.signals.deliver(act)) return
      // A second one forces the end; without an open job nobody listens.
      if (host.signals.open() > 0) host.exit.end({ _tag: "Forced", signal: act })
      return table.kill(process)
    }
    case "kill":
      return table.kill(process)
    case "leaveDefunct":
      return table.makeDefunct(process)
    case "recycle":
      return void table.recycle(process)
    case "stop":
      table.stop(process)
      return simulation.stop(thread)
    case "continue":
      table.continue(process)
      return simulation.continue(thread)
    case "deny":
      return table.deny(process)
    case "allow":
      process.denied = false
      return
    case "drain":
      host.exit.end({ _tag: "Drained" })
      return table.kill(process)
    case "interrupt":
      host.wasInterrupted ||= host.open.size > 0
      for (const fiber of host.open.keys()) simulation.fork(thread, Fiber.interrupt(fiber))
  }
}
