import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { JobLifecycle, JobStore, MemoryJobStore, Recover } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, start, settleBesideWork } from "./hosts.ts"
import { lifeOf, recorded, breakPublishing } from "./lives.ts"

describe("readers that may not write", () => {
  it.effect("call no job over whose claim is still free, and an owner may still come", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
      yield* TestClock.adjust("1 hour")
      breakPublishing(world, ["claim"], "ForeignOwner")
      const seen = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepStrictEqual([seen.state._tag, seen.health._tag], ["Queued", "Waiting"])
      world.faults.fail = () => null
      const job = yield* at(world.host(), (jobs) => jobs.own(id, () => Effect.succeed("ran")))
      assert.strictEqual(outcomeOf(job)?._tag, "Completed")
    })
  )

  it.effect("give the same answer at every look, a recovered result included", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = world.host()
      yield* Effect.forkDetach(
        at(owner, (jobs) => jobs.run({}, () => Effect.never)),
        {
          startImmediately: true
        }
      )
      yield* TestClock.adjust("1 second")
      world.table.kill(owner.process)
      breakPublishing(world, ["outcome", "result"], "ForeignOwner")
      const reader = world
        .host()
        .layer.pipe(
          Layer.provide(
            Layer.succeed(Recover, () => Effect.succeed({ _tag: "Result", value: "recovered" }))
          )
        )
      const read = Effect.flatMap(JobLifecycle, (jobs) => jobs.list()).pipe(
        Effect.map(({ jobs }) => jobs[0]!),
        Effect.provide(reader)
      )
      const first = yield* read
      yield* TestClock.adjust("1 minute")
      const second = yield* read
      assert.deepStrictEqual(second, first)
      assert.deepStrictEqual([outcomeOf(first)?._tag, first.result], ["Completed", "recovered"])
      assert.isFalse(first.saved)
    })
  )
})

describe("what the host knows beside a result that cannot be read", () => {
  for (const known of [
    { _tag: "Failure", message: "its log says so" },
    { _tag: "Result", value: "another" }
  ] as const) {
    const outcome = known._tag === "Failure" ? "Failed" : "Orphaned"
    it.effect(`of a dead owner's job, a ${known._tag}, makes it ${outcome} (I5)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        const store = MemoryJobStore.make(world.backing)
        yield* store.publishOnce(owner.id, "result", { value: "torn", at: 0 })
        world.blind.add("result")
        yield* killSilently(world, owner)
        const reader = world
          .host()
          .layer.pipe(Layer.provide(Layer.succeed(Recover, () => Effect.succeed(known))))
        const job = yield* Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(
          Effect.provide(reader)
        )
        assert.deepStrictEqual([outcomeOf(job)?._tag, job.saved], [outcome, true])
        assert.deepStrictEqual(job.unreadable, ["result"])
      })
    )
  }
})

describe("late-is-kept-apart", () => {
  it.effect("what a runner gives at the instant at which its run is interrupted is late", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const fiber: Fiber.Fiber<Job, unknown> = yield* at(world.host(), (jobs) =>
        jobs.run({}, () =>
          Effect.sync(() => {
            fiber.interruptUnsafe()
            return "done"
          })
        )
      ).pipe(Effect.forkDetach)
      yield* Fiber.await(fiber)
      const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
      assert.deepStrictEqual(
        jobs.map((job) => [outcomeOf(job)?._tag, job.result, job.late?.value]),
        [["Cancelled", null, "done"]]
      )
    })
  )

  it.effect("a result that comes after Lost is late, and no result of the job", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = world.host()
      const fiber = yield* Effect.forkDetach(
        at(owner, (jobs) =>
          jobs.run({ timeLimit: 0 }, () => Effect.as(Effect.sleep("30 hours"), "at last"))
        )
      )
      yield* TestClock.adjust("1 second")
      world.table.deny(owner.process)
      world.faults.fail = (operation) => (operation === "renewLease" ? "Unexpected" : null)
      yield* TestClock.adjust("26 hours")
      assert.deepStrictEqual(yield* recorded(world), ["Running"])
      yield* TestClock.adjust("3 minutes")
      assert.deepStrictEqual(yield* recorded(world), ["Lost"])
      yield* TestClock.adjust("5 hours")
      const job = yield* Fiber.join(fiber)
      assert.strictEqual(outcomeOf(job)?._tag, "Lost")
      assert.deepStrictEqual([job.result, job.late?.value], [null, "at last"])
      const store = MemoryJobStore.make(world.backing)
      assert.isNull(yield* store.standing(job.id, "result"))
    })
  )

  it.effect(
    "a result that the host gives one reader while another, who gets none, settles the job is late",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world, { adopt: "leave" })
        yield* killSilently(world, owner)
        const settledMeanwhile = Effect.as(
          Effect.orDie(at(world.host(), (jobs) => jobs.get(owner.id))),
          { _tag: "Result", value: "recovered" } as const
        )
        const reader = world
          .host()
          .layer.pipe(Layer.provide(Layer.succeed(Recover, () => settledMeanwhile)))
        const job = yield* Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(
          Effect.provide(reader)
        )
        assert.deepStrictEqual(outcomeOf(job)?._tag, "Orphaned")
        assert.deepStrictEqual([job.result, job.late?.value], [null, "recovered"])
      })
  )
})

describe("outcome-first: a late result that cannot be kept", () => {
  it.effect("takes nothing back of what its owner is answered (I9)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const go = yield* Deferred.make<void>()
      const owner = yield* start(world, {}, () => Effect.as(Deferred.await(go), "late"))
      const store = MemoryJobStore.make(world.backing)
      yield* settleBesideWork(world, owner.id)
      world.faults.fail = (_, fact) => (fact === "late" ? "NotWritable" : null)
      yield* Deferred.succeed(go, undefined)
      assert.strictEqual(outcomeOf(yield* Fiber.join(owner.fiber))?._tag, "Signalled")
      assert.isNull(yield* store.standing(owner.id, "late"))
    })
  )
})

describe("what a settled job's runner still says", () => {
  it.effect("is no progress any more, and its output is kept", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* lifeOf(
        world,
        (job) =>
          Effect.gen(function* () {
            yield* job.progress({ phase: "before" })
            yield* Effect.sleep("2 minutes")
            yield* job.progress({ phase: "after" })
            yield* job.log("after\n")
          }).pipe(Effect.uninterruptible),
        { timeLimit: "1 minute" }
      )
      const job = yield* at(world.host(), (jobs) => jobs.get(id!))
      assert.strictEqual(job.phase, "before")
      const log = yield* at(world.host(), (jobs) => jobs.readLog(id!, { offset: 0 }))
      assert.strictEqual(log.text, "after\n")
    })
  )

  it.effect("is late when it had an answer and was interrupted before it could give it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* lifeOf(
        world,
        (job) => Effect.andThen(job.answered("an answer"), Effect.never),
        { timeLimit: "1 minute" }
      )
      const job = yield* at(world.host(), (jobs) => jobs.get(id!))
      assert.strictEqual(outcomeOf(job)?._tag, "TimedOut")
      assert.strictEqual(job.late?.value, "an answer")
    })
  )
})

describe("a result and a wish to cancel", () => {
  it.effect("a job that completed is Completed, though an intent was on record", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      const { id } = yield* lifeOf(world, (job) =>
        Effect.as(
          // It asks for its own end in the very step in which it completes.
          store.publishOnce(job.id, "cancel", {
            by: "kim",
            requestedAt: 1,
            reason: null,
            nonce: "c"
          }),
          "done"
        )
      )
      const job = yield* at(world.host(), (jobs) => jobs.get(id!))
      assert.deepStrictEqual([outcomeOf(job)?._tag, job.result], ["Completed", "done"])
    })
  )

  it.effect(
    "a result that became durable while the reader looked at its owner is the outcome",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = world.host()
        let id: Job["id"] | undefined
        yield* Effect.forkDetach(
          at(owner, (jobs) => jobs.run({ onRecorded: (made) => (id = made) }, () => Effect.never)),
          { startImmediately: true }
        )
        const store = yield* JobStore.pipe(
          Effect.provide(MemoryJobStore.layerShared(world.backing))
        )
        world.faults.failAfter = (operation) => {
          if (operation !== "facts" || !world.table.isAlive(owner.process)) return null
          Effect.runSync(store.publishOnce(id!, "result", { value: "just in time", at: 1 }))
          world.table.kill(owner.process)
          return null
        }
        const job = yield* at(world.host(), (jobs) => jobs.get(id!))
        assert.deepStrictEqual([outcomeOf(job)?._tag, job.result], ["Completed", "just in time"])
      })
  )
})

describe("work that nobody can see", () => {
  it.effect("an upstream turn of a dead owner is unknown, and leaves the active jobs", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { host, id } = yield* lifeOf(world, () => Effect.uninterruptible(Effect.never), {
        upstream: true,
        timeLimit: "1 minute"
      })
      world.table.kill(host.process)
      const job = yield* at(world.host(), (jobs) => jobs.get(id!))
      assert.strictEqual(outcomeOf(job)?._tag, "TimedOut")
      assert.strictEqual(job.state._tag === "Settled" && job.state.work, "Unknown")
    })
  )
})
