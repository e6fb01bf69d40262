import type { Job, JobId, JobLifecycle, Runner } from "@job-lifecycle/engine"
import { commandRunner } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import type { Draw } from "../seeded.ts"
import { pick } from "../seeded.ts"
import { say } from "../say.ts"
import { claimMillis } from "./claimMillis.ts"
import { checkRead, tellSettled } from "./checkRead.ts"

/** One thing that a process of this role does, again and again until it is killed. */
export type Role = (world: World) => Effect.Effect<void, unknown>

export interface World {
  readonly jobs: JobLifecycle["Service"]
  readonly draw: Draw
  /** A number that no other turn of this process has. */
  readonly turn: number
}

const limits = { grace: "40 millis", claimDeadline: claimMillis } as const

const nameOf = ({ turn }: World) => `${process.pid}-${turn}`

/** A runner that says a few things, takes a moment, and answers its job's name. */
const talking =
  (world: World, name: string): Runner<{ readonly name: string }> =>
  (job) =>
    Effect.gen(function* () {
      say({ claimed: job.id, pid: process.pid })
      const upTo = Math.floor(world.draw() * 4)
      for (let n = 1; n <= upTo; n++) {
        yield* job.log(`line ${n} of ${name}\n`)
        yield* job.progress({ message: String(n) })
        if (!job.signal.aborted) say({ said: job.id, upTo: n })
        if (world.draw() < 0.3) yield* Effect.sleep(world.draw() * 8)
      }
      return { name }
    })

/** Every answer about our own job while we live is ours: nobody may have settled it as orphaned. */
const tellOwn = (job: Job): void => {
  tellSettled(job)
  if (job.state._tag !== "Settled") return say({ broken: `${job.id} ran and is not settled` })
  const { outcome, settledBy } = job.state.settlement
  if (settledBy === "Reader" || outcome._tag === "Orphaned" || outcome._tag === "Lost") {
    say({
      broken: `${job.id} was settled as ${outcome._tag} by a ${settledBy} in its owner's life`
    })
  }
}

const created = (name: string, awaited: boolean) => (id: JobId) =>
  say({ created: id, name, awaited })

/** An open job that somebody submitted, chosen by chance. */
const anOpenJob = ({ jobs, draw }: World, state: "Queued" | "any") =>
  Effect.map(jobs.list({ limit: 3 }), (listing) => {
    checkRead(listing)
    const open = listing.jobs.filter(({ state: { _tag } }) =>
      state === "any" ? _tag !== "Settled" : _tag === state
    )
    return open.length === 0 ? null : pick(draw, open)
  })

const rest = Effect.sleep("3 millis")

export const roles: Record<string, Role> = {
  /** Records, claims and runs a job in one process. */
  writer: (world) =>
    Effect.map(
      world.jobs.run(
        { name: nameOf(world), onRecorded: created(nameOf(world), true), ...limits },
        talking(world, nameOf(world))
      ),
      tellOwn
    ),
  /** Submits for an owner to come; gives some of them up at once. */
  launcher: (world) =>
    Effect.gen(function* () {
      const name = nameOf(world)
      const job = yield* world.jobs.submit({ name, ...limits })
      created(name, false)(job.id)
      if (world.draw() < 0.1) {
        const reason = { message: `given up by ${process.pid}`, code: null, stderrTail: "" }
        tellSettled(yield* world.jobs.abandon(job.id, reason))
      }
      yield* rest
    }),
  /** Claims what was submitted, and runs it. */
  owner: (world) =>
    Effect.gen(function* () {
      const job = yield* anOpenJob(world, "Queued")
      if (job === null) return yield* rest
      const owned = world.jobs.own(job.id, talking(world, job.request.name))
      yield* Effect.map(owned, tellOwn).pipe(Effect.catchTag("ClaimRefused", () => Effect.void))
    }),
  /** Runs a command as a job of its own; one that outlives us must be ended by a reader. */
  commander: (world) =>
    Effect.gen(function* () {
      const command = ["sleep", world.draw() < 0.3 ? "0.01" : "600"]
      const runner = commandRunner({ command, stdin: "ignore", output: "log", ownSession: true })
      const job = yield* world.jobs.run(
        { name: nameOf(world), command, onRecorded: created(nameOf(world), true), ...limits },
        runner
      )
      tellOwn(job)
    }),
  canceller: (world) =>
    Effect.gen(function* () {
      const job = yield* anOpenJob(world, "any")
      if (job === null) return yield* rest
      const cancel = world.jobs.cancel(job.id, { by: `storm ${process.pid}` })
      // Over since, and removed.
      const report = yield* Effect.catchTag(cancel, "JobNotFound", () => Effect.succeed(null))
      if (report === null) return
      if (report.job.cancel !== null) say({ asked: job.id })
      tellSettled(report.job)
    }),
  /** Removes what somebody has seen, and clears away what the dead have left half-made. */
  pruner: ({ jobs, draw }) =>
    Effect.gen(function* () {
      const { removed } = yield* jobs.prune({ keep: Math.floor(draw() * 10) })
      if (removed.length > 0) say({ removed: removed.map(({ id }) => id) })
      yield* rest
    }),
  reconciler: ({ jobs }) =>
    Effect.gen(function* () {
      checkRead(yield* jobs.reconcile)
      const listing = yield* jobs.list({ limit: 20 })
      checkRead(listing)
      for (const { id, state } of listing.jobs) {
        if (state._tag !== "Settled" || state.read) continue
        say({ seen: id })
        const result = jobs.result(id)
        // Seen by somebody else, and removed.
        yield* Effect.catchTag(result, "JobNotFound", () => Effect.void)
      }
    })
}
