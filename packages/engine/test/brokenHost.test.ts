import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import {
  EndHook,
  JobLifecycle,
  MemoryJobStore,
  Recover,
  Redact,
  RunnerFailed,
  TerminationSignals,
  WorkStopper
} from "@job-lifecycle/engine"
import {
  FakeOwnerProbe,
  FakeWorkStopper,
  makeFakeProcessExit,
  makeFakeTerminationSignals,
  makeFakeWorld
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { TestClock } from "effect/testing"
import { vi } from "vitest"
import { at, killSilently, outcomeOf, start } from "./hosts.ts"
import { recorded } from "./lives.ts"

describe("what a host provides breaks, and its job has its outcome", () => {
  it.effect("a stopper of the host that breaks leaves the work unknown", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const process = world.table.spawn()
      const breaks = () => {
        throw new Error("the host's table")
      }
      const platform = Layer.mergeAll(
        MemoryJobStore.layerShared(world.backing),
        FakeOwnerProbe.layer(world.table, process),
        Layer.succeed(WorkStopper, {
          observe: breaks,
          signalOnce: breaks,
          stop: () => Effect.die(new Error("the host's signals"))
        }),
        makeFakeTerminationSignals().layer,
        makeFakeProcessExit().layer
      )
      const command = ["make"]
      const { state } = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({ command }, (job) =>
          Effect.andThen(job.work(world.table.identify(process)), Effect.fail("no luck"))
        )
      ).pipe(Effect.provide(JobLifecycle.layer.pipe(Layer.provide(platform))))
      assert.deepInclude(state, { _tag: "Settled", work: "Unknown" })
      assert.deepStrictEqual(yield* recorded(world), ["Failed"])
    })
  )

  it.effect("a watcher of the host that breaks ends nothing", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const process = world.table.spawn()
      const broken = Effect.succeed(Effect.die(new Error("the host's signals")))
      const platform = Layer.mergeAll(
        MemoryJobStore.layerShared(world.backing),
        FakeOwnerProbe.layer(world.table, process),
        FakeWorkStopper.layer(world.table, process),
        Layer.succeed(TerminationSignals, { open: broken }),
        makeFakeProcessExit().layer
      )
      const job = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({}, () => Effect.yieldNow.pipe(Effect.repeat({ times: 99 }), Effect.as("done")))
      ).pipe(Effect.provide(JobLifecycle.layer.pipe(Layer.provide(platform))))
      assert.strictEqual(outcomeOf(job)?._tag, "Completed")
    })
  )
})

/** An async function that breaks, and whether somebody hears of that. */
const breaking = () => {
  let isHeard = () => false
  const hook = () => {
    const promise = Promise.reject(new Error("the host's promise"))
    const { mock } = vi.spyOn(promise, "then")
    isHeard = () => mock.calls.length > 0
    return promise as never
  }
  return { hook, isHeard: () => isHeard() }
}

describe("a hook that is an async function, which none may be, ends no process when it is rejected", () => {
  it.effect("the rule that takes secrets out costs the text", () =>
    Effect.gen(function* () {
      const { hook, isHeard } = breaking()
      const failed = new RunnerFailed({ message: "m", exitCode: 1, signal: null, stderrTail: "no" })
      const { layer } = makeFakeWorld().host()
      const job = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({}, () => Effect.fail(failed))
      ).pipe(Effect.provide(layer.pipe(Layer.provide(Layer.succeed(Redact, hook)))))
      const outcome = outcomeOf(job)
      assert.match(outcome?._tag === "Failed" ? outcome.stderrTail : "", /^.withheld/)
      assert.isTrue(isHeard())
    })
  )

  it.effect("the runner that was to give an Effect fails its job", () =>
    Effect.gen(function* () {
      const { hook, isHeard } = breaking()
      const job = yield* at(makeFakeWorld().host(), (jobs) => jobs.run({}, hook))
      const outcome = outcomeOf(job)
      assert.deepInclude(outcome, { _tag: "Failed", defect: true })
      assert.match(
        outcome?._tag === "Failed" ? outcome.message : "",
        /promise.*the host's promise$/
      )
      assert.isTrue(isHeard())
    })
  )

  it.effect(
    "the runner that was to give an Effect runs on record until its promise has ended (I7)",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const host = world.host()
        const work = Promise.withResolvers<string>()
        const running = yield* Effect.forkDetach(
          at(host, (jobs) =>
            jobs.run({ timeLimit: "1 minute", grace: 0 }, () => work.promise as never)
          ),
          { startImmediately: true }
        )
        yield* TestClock.adjust("1 minute")
        const { id, state } = yield* Fiber.join(running)
        assert.deepInclude(state, { _tag: "Settled", work: "Running" })
        work.resolve("done")
        yield* Effect.promise(() => work.promise)
        yield* TestClock.adjust("1 second")
        const after = yield* at(host, (jobs) => jobs.get(id))
        assert.deepInclude(after.state, { _tag: "Settled", work: "Stopped" })
        assert.strictEqual(outcomeOf(after)?._tag, "TimedOut")
      })
  )

  it.effect("onRecorded is said to have been rejected, and its job goes on", () =>
    Effect.gen(function* () {
      const { hook, isHeard } = breaking()
      const said: Array<string> = []
      const logger = Logger.make(({ message }) => void said.push(String(message)))
      const job = yield* at(makeFakeWorld().host(), (jobs) =>
        jobs.run({ onRecorded: hook }, () => Effect.as(Effect.yieldNow, "done"))
      ).pipe(Effect.provide(Logger.layer([logger])))
      assert.strictEqual(job.result, "done")
      assert.isTrue(isHeard())
      assert.deepStrictEqual(said, [
        `Job ${job.id}: its onRecorded was rejected: the host's promise`
      ])
    })
  )

  it.effect("onRecorded that gives an Effect is said to, for nobody runs it", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const logger = Logger.make(({ message }) => void said.push(String(message)))
      const job = yield* at(makeFakeWorld().host(), (jobs) =>
        jobs.run({ onRecorded: () => Effect.die("it ran") }, () => Effect.succeed("done"))
      ).pipe(Effect.provide(Logger.layer([logger])))
      assert.strictEqual(job.result, "done")
      assert.deepStrictEqual(said, [
        `Job ${job.id}: its onRecorded gave an Effect, which nobody runs`
      ])
    })
  )

  it.effect("recover counts as knowing nothing", () =>
    Effect.gen(function* () {
      const { hook, isHeard } = breaking()
      const world = makeFakeWorld()
      const owner = yield* start(world)
      yield* killSilently(world, owner)
      const reader = world.host()
      const recover = Layer.succeed(Recover, hook)
      const layer = reader.layer.pipe(Layer.provide(recover))
      const job = yield* at({ ...reader, layer }, (jobs) => jobs.get(owner.id))
      assert.strictEqual(outcomeOf(job)?._tag, "Orphaned")
      assert.isTrue(isHeard())
    })
  )

  it.effect("the end hook broke, and the record says so", () =>
    Effect.gen(function* () {
      const { hook, isHeard } = breaking()
      const host = makeFakeWorld().host()
      const layer = host.layer.pipe(Layer.provide(Layer.succeed(EndHook, hook)))
      const job = yield* at({ ...host, layer }, (jobs) =>
        jobs.run({ onEnd: "x" }, () => Effect.succeed("done"))
      )
      assert.strictEqual(outcomeOf(job)?._tag, "Completed")
      assert.match(job.hook.ended?.problem ?? "", /it broke/)
      assert.isTrue(isHeard())
    })
  )

  it.effect(
    "nobody can list the settled jobs: what a dead owner left is done, and that is told",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world, { onEnd: "say it" })
        yield* killSilently(world, owner)
        world.faults.fail = (operation) => (operation === "settled" ? "Unreadable" : null)
        const told: Array<string> = []
        const hook = ({ id }: Job) =>
          Effect.sync(() => {
            told.push(id)
            return { exitCode: 0, problem: null }
          })
        const { layer, ...host } = world.host()
        const hooked = { ...host, layer: layer.pipe(Layer.provide(Layer.succeed(EndHook, hook))) }
        const error = yield* Effect.flip(at(hooked, (jobs) => jobs.reconcile))
        assert.deepInclude(error, { _tag: "JobStoreError", reason: "Unreadable" })
        assert.deepStrictEqual(told, [owner.id])
        const listing = at(world.host(), (jobs) => jobs.list({ limit: 0, session: "s" }))
        assert.deepStrictEqual(
          yield* listing,
          { jobs: [], damaged: [] },
          "none of them is asked for"
        )
      })
  )
})
