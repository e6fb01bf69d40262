import { assert, describe, it } from "@effect/vitest"
import type { Job, Recovered } from "@job-lifecycle/engine"
import { JobLifecycle, JobStore, MemoryJobStore, Recover } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, start } from "./hosts.ts"

/** Of a host without types. */
const answered = (value: unknown) => Effect.succeed(value as Recovered)

const long = "x".repeat(10_000)

describe("what a dead owner left", () => {
  const settledAfter = (
    world: FakeWorld,
    leave: (
      store: JobStore["Service"],
      id: Job["id"],
      at: number
    ) => Effect.Effect<unknown, unknown>
  ) =>
    Effect.gen(function* () {
      const owner = yield* start(world)
      yield* killSilently(world, owner)
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      yield* leave(store, owner.id, yield* Clock.currentTimeMillis)
      return yield* at(world.host(), (jobs) => jobs.get(owner.id))
    })

  it.effect("a result that was durable before the death is the outcome", () =>
    Effect.gen(function* () {
      const job = yield* settledAfter(makeFakeWorld(), (store, id, at) =>
        store.publishOnce(id, "result", { value: "finished", at })
      )
      assert.deepStrictEqual(outcomeOf(job), { _tag: "Completed", result: "Recorded" })
      assert.strictEqual(job.result, "finished")
    })
  )

  it.effect("an intent to cancel makes it Cancelled", () =>
    Effect.gen(function* () {
      const job = yield* settledAfter(makeFakeWorld(), (store, id) =>
        store.publishOnce(id, "cancel", { by: "kim", requestedAt: 7, reason: null, nonce: "c" })
      )
      assert.deepStrictEqual(outcomeOf(job), {
        _tag: "Cancelled",
        by: "kim",
        requestedAt: 7,
        reason: null
      })
    })
  )

  const recoveries: ReadonlyArray<readonly [string, Effect.Effect<Recovered>, string]> = [
    ["a result", Effect.succeed({ _tag: "Result", value: "recovered" }), "Completed"],
    ["a failure", Effect.succeed({ _tag: "Failure", message: "quota" }), "Failed"],
    ["nothing", Effect.succeed({ _tag: "NothingKnown" }), "Orphaned"],
    ["a hook that breaks", Effect.die(new Error("broken hook")), "Orphaned"],
    ["an answer that is none", answered(undefined), "Orphaned"],
    ["an answer of a kind that there is not", answered({ _tag: "Guess" }), "Orphaned"],
    ["a result that is none", answered({ _tag: "Result", value: undefined }), "Orphaned"],
    ["a result that is not JSON", answered({ _tag: "Result", value: 1n }), "Orphaned"],
    ["an Effect", answered({ _tag: "Result", value: Effect.succeed("run me") }), "Orphaned"],
    ["a failure without words", answered({ _tag: "Failure" }), "Orphaned"],
    ["a failure of too many words", answered({ _tag: "Failure", message: long }), "Failed"]
  ]
  for (const [name, answer, tag] of recoveries) {
    it.effect(`the host is asked before Orphaned: ${name} gives ${tag}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        yield* killSilently(world, owner)
        const reader = world.host()
        const job = yield* Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(
          Effect.provide(reader.layer.pipe(Layer.provide(Layer.succeed(Recover, () => answer))))
        )
        const outcome = outcomeOf(job)
        assert.strictEqual(outcome?._tag, tag)
        assert.strictEqual(job.result, tag === "Completed" ? "recovered" : null)
        if (outcome?._tag === "Failed") assert.isBelow(outcome.message.length, long.length)
      })
    )
  }

  const told: Effect.Effect<Recovered> = Effect.succeed({ _tag: "Result", value: "recovered" })
  for (const [name, reason, times, tag, saved] of [
    ["for good is not a completed job", "Unexpected", Infinity, "Failed", true],
    ["for a moment is recorded after that", "Unexpected", 3, "Completed", true],
    [
      "for want of room is shown, and may be recorded later",
      "NoSpace",
      Infinity,
      "Completed",
      false
    ]
  ] as const) {
    it.effect(`a result that the host knew and the store does not take ${name}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        yield* killSilently(world, owner)
        let left: number = times
        world.faults.fail = (operation, fact) =>
          operation === "publishOnce" && fact === "result" && left-- > 0 ? reason : null
        const reader = world.host().layer.pipe(Layer.provide(Layer.succeed(Recover, () => told)))
        const fiber = yield* Effect.forkChild(
          Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(Effect.provide(reader))
        )
        yield* TestClock.adjust("1 second")
        const job = yield* Fiber.join(fiber)
        assert.deepStrictEqual([outcomeOf(job)?._tag, job.saved], [tag, saved])
      })
    )
  }

  for (const [name, looks] of [
    ["landed unheard is the outcome (I9)", true],
    ["may have landed is shown, and recorded once that can be told (I7)", false]
  ] as const) {
    it.effect(`a result that the host knew and that ${name}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        yield* killSilently(world, owner)
        world.faults.failAfter = (operation, fact) =>
          fact === "result" && (operation === "publishOnce" || !looks) ? "Unexpected" : null
        const reader = world.host().layer.pipe(Layer.provide(Layer.succeed(Recover, () => told)))
        const fiber = yield* Effect.forkChild(
          Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(Effect.provide(reader))
        )
        yield* TestClock.adjust("1 second")
        const job = yield* Fiber.join(fiber)
        assert.strictEqual(outcomeOf(job)?._tag, "Completed")
        assert.deepStrictEqual([job.result, job.saved], ["recovered", looks])
        world.faults.failAfter = () => null
        const later = yield* at(world.host(), (jobs) => jobs.get(owner.id))
        assert.deepStrictEqual([outcomeOf(later)?._tag, later.result], ["Completed", "recovered"])
      })
    )
  }

  for (const [name, hang] of [
    ["hangs", Effect.never],
    ["hangs and cannot be interrupted", Effect.uninterruptible(Effect.never)]
  ] as const) {
    it.effect(`a hook that ${name} is given ten seconds`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        yield* killSilently(world, owner)
        const reader = world.host().layer.pipe(Layer.provide(Layer.succeed(Recover, () => hang)))
        const fiber = yield* Effect.forkChild(
          Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(Effect.provide(reader))
        )
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(outcomeOf(yield* Fiber.join(fiber))?._tag, "Orphaned")
      })
    )
  }

  it.effect(
    "a command that runs on is a second fact: told to end at once, killed after the grace",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(
          world,
          { kind: "command", command: ["x"], grace: "5 seconds", timeLimit: 0 },
          (job) => {
            const command = world.table.spawn({ token: job.token, deaf: true })
            return Effect.andThen(job.work(world.table.identify(command)), Effect.never)
          }
        )
        yield* killSilently(world, owner)
        const read = at(world.host(), (jobs) => jobs.get(owner.id))
        const first = yield* read
        assert.deepInclude(outcomeOf(first), { _tag: "Orphaned" })
        assert.strictEqual(first.state._tag === "Settled" && first.state.work, "Running")
        assert.deepStrictEqual(
          world.table.signals.map(({ signal }) => signal),
          ["SIGTERM"]
        )
        yield* TestClock.adjust("6 seconds")
        const second = yield* read
        assert.strictEqual(second.state._tag === "Settled" && second.state.work, "Stopped")
        assert.strictEqual(world.table.signals.at(-1)?.signal, "SIGKILL")
        assert.deepStrictEqual(outcomeOf(second), outcomeOf(first), "the outcome itself stands")
      })
  )
})
