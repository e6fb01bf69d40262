import { assert, describe, it } from "@effect/vitest"
import type { Job, JobStoreError, RunOptions, Runner } from "@job-lifecycle/engine"
import { JobLifecycle, JobStore, MemoryJobStore, Recover } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"

const at = <A, E>(host: FakeHost, ask: (jobs: JobLifecycle["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(JobLifecycle, ask).pipe(Effect.provide(host.layer))

const outcomeOf = (job: Job) =>
  job.state._tag === "Settled" ? job.state.settlement.outcome : undefined

/** Starts a run in a host, moves the clock, and answers how the run ended and what is on record. */
const lifeOf = (
  world: FakeWorld,
  runner: Runner<unknown, unknown>,
  options: RunOptions = {},
  advance: Parameters<typeof TestClock.adjust>[0] = "1 hour"
) =>
  Effect.gen(function* () {
    const host = world.host()
    let id: Job["id"] | undefined
    const fiber = yield* Effect.forkDetach(
      Effect.exit(
        at(host, (jobs) => jobs.run({ onRecorded: (made) => (id = made), ...options }, runner))
      )
    )
    yield* TestClock.adjust(advance)
    return { host, id, exit: yield* Fiber.join(fiber) }
  })

const recorded = (world: FakeWorld) =>
  Effect.map(
    at(world.host(), (jobs) => jobs.list()),
    ({ jobs }) => jobs.map((job) => outcomeOf(job)?._tag ?? job.state._tag)
  )

/** Makes every publication of this fact fail while `broken` says so. */
const breakPublishing = (
  world: FakeWorld,
  facts: ReadonlyArray<string>,
  reason: JobStoreError["reason"]
) => {
  world.faults.fail = (operation, fact) =>
    operation === "publishOnce" && facts.includes(fact) ? reason : null
}

describe("from the claim on everything leads to a settlement", () => {
  it.effect("a runner that throws before it is an effect is Failed", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* lifeOf(world, () => {
        throw new Error("at once")
      })
      assert.deepStrictEqual(yield* recorded(world), ["Failed"])
    })
  )

  it.effect("a callback of the host that throws is Failed, and the runner is not started", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      let ran = false
      const onRecorded = () => {
        throw new Error("the host's callback")
      }
      yield* lifeOf(world, () => Effect.sync(() => (ran = true)), { onRecorded })
      assert.deepStrictEqual(yield* recorded(world), ["Failed"])
      assert.isFalse(ran)
    })
  )

  it.effect("an owner that cannot look for an intent runs the job all the same", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
      world.faults.fail = (operation, fact) =>
        operation === "standing" && fact === "cancel" ? "Unreadable" : null
      const fiber = yield* Effect.forkDetach(
        Effect.exit(at(world.host(), (jobs) => jobs.own(id, () => Effect.succeed("done"))))
      )
      yield* TestClock.adjust("1 second")
      world.faults.fail = () => null
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(yield* recorded(world), ["Completed"])
    })
  )

  it.effect("a submission that landed and was reported as failed has never started", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.faults.failAfter = (operation) => (operation === "submit" ? "Unexpected" : null)
      let ran = false
      const { exit } = yield* lifeOf(world, () => Effect.sync(() => (ran = true)))
      assert.strictEqual(exit._tag, "Failure")
      assert.isFalse(ran)
      assert.deepStrictEqual(yield* recorded(world), ["NeverStarted"])
    })
  )

  it.effect("a refused claim touches nothing of the owner that has it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({ timeLimit: 0 }))
      yield* Effect.forkDetach(
        at(world.host(), (jobs) => jobs.own(id, () => Effect.never)),
        {
          startImmediately: true
        }
      )
      yield* TestClock.adjust("1 second")
      const late = world.host()
      const error = yield* Effect.flip(at(late, (jobs) => jobs.own(id, () => Effect.never)))
      assert.strictEqual(error._tag, "ClaimRefused")
      late.exit.end({ _tag: "Exiting", code: 0, uncaught: null })
      assert.deepStrictEqual(yield* recorded(world), ["Running"])
    })
  )

  for (const [name, hostile] of [
    ["an object without a prototype", Object.create(null)],
    ["a message that is no text", Object.assign(new Error("x"), { message: 7 })],
    [
      "a text that throws",
      {
        toString: () => {
          throw new Error("no text")
        }
      }
    ]
  ] as const) {
    it.effect(`a failure that is ${name} is Failed, and nobody's wish to cancel`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        yield* lifeOf(world, () => Effect.fail(hostile))
        yield* lifeOf(world, () => Effect.die(hostile))
        assert.deepStrictEqual(yield* recorded(world), ["Failed", "Failed"])
      })
    )
  }
})

describe("an outcome that cannot be written", () => {
  /** No publication, and no last gasp either. */
  const hopeless = (world: FakeWorld) => {
    breakPublishing(world, ["outcome"], "NoSpace")
    world.gasps.allowed = false
  }

  it.effect("keeps no runner running: it is aborted and stopped all the same", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      hopeless(world)
      let aborted = false
      let interrupted = false
      const { exit } = yield* lifeOf(
        world,
        (job) => {
          job.signal.addEventListener("abort", () => (aborted = true))
          return Effect.onInterrupt(Effect.never, () => Effect.sync(() => (interrupted = true)))
        },
        { timeLimit: "1 minute" }
      )
      assert.strictEqual(exit._tag, "Failure")
      assert.deepStrictEqual([aborted, interrupted], [true, true])
    })
  )

  it.effect("is written when the store is healthy again, by the same living owner", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      hopeless(world)
      const { host } = yield* lifeOf(world, () => Effect.never, { timeLimit: "1 minute" })
      assert.isTrue(world.table.isAlive(host.process))
      assert.strictEqual(host.exit.open(), 1, "the exit guard stays meanwhile")
      world.faults.fail = () => null
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* recorded(world), ["TimedOut"])
      assert.strictEqual(host.exit.open(), 0)
    })
  )

  it.effect("is not replaced by the end of the process that was about to write it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host()
      breakPublishing(world, ["outcome"], "NoSpace")
      yield* Effect.forkDetach(
        at(host, (jobs) => jobs.run({}, () => Effect.succeed("done"))),
        {
          startImmediately: true
        }
      )
      yield* TestClock.adjust("30 millis")
      host.exit.end({ _tag: "Drained" })
      world.table.kill(host.process)
      world.faults.fail = () => null
      const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
      assert.strictEqual(outcomeOf(jobs[0]!)?._tag, "Completed")
      assert.strictEqual(jobs[0]?.result, "done")
    })
  )
})

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

describe("late-is-kept-apart", () => {
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
      yield* TestClock.adjust("26 hours")
      assert.deepStrictEqual(yield* recorded(world), ["Lost"])
      yield* TestClock.adjust("5 hours")
      const job = yield* Fiber.join(fiber)
      assert.strictEqual(outcomeOf(job)?._tag, "Lost")
      assert.deepStrictEqual([job.result, job.late?.value], [null, "at last"])
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
