import { assert, describe, it } from "@effect/vitest"
import type { FakeWorld } from "@job-lifecycle/testing"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, outcomeOf } from "./hosts.ts"
import { lifeOf, recorded, breakPublishing } from "./lives.ts"

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
      const [job] = (yield* at(world.host(), (jobs) => jobs.list())).jobs
      assert.deepInclude(outcomeOf(job!), {
        _tag: "Failed",
        message: "its onRecorded threw: the host's callback"
      })
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

  it.effect("names a result that an earlier try has recorded, though it fails once more (I9)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      hopeless(world)
      yield* lifeOf(world, () => Effect.as(Effect.sleep("1 second"), "value"))
      breakPublishing(world, ["result"], "NoSpace")
      yield* TestClock.adjust("1 minute")
      world.faults.fail = () => null
      const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
      assert.strictEqual(outcomeOf(jobs[0]!)?._tag, "Completed")
      assert.strictEqual(jobs[0]!.result, "value")
    })
  )

  it.effect("names no result of which nobody knows whether it was recorded (I7)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.faults.fail = (_, subject) => (subject === "result" ? "NoSpace" : null)
      yield* lifeOf(world, () => Effect.succeed("value"))
      world.faults.fail = () => null
      const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
      const outcome = outcomeOf(jobs[0]!)
      assert.include(outcome?._tag === "Failed" ? outcome.message : "", "could not be recorded")
    })
  )

  for (const ends of ["before", "after"] as const) {
    it.effect(
      `tells that the work stopped of a runner that was left behind and ended ${ends} it`,
      () =>
        Effect.gen(function* () {
          const world = makeFakeWorld()
          hopeless(world)
          const release = yield* Deferred.make<void>()
          const { host } = yield* lifeOf(
            world,
            () => Effect.uninterruptible(Deferred.await(release)),
            { timeLimit: "1 minute" }
          )
          const steps = [
            Deferred.succeed(release, undefined),
            Effect.sync(() => {
              world.faults.fail = () => null
            })
          ]
          for (const step of ends === "before" ? steps : steps.toReversed()) {
            yield* step
            yield* TestClock.adjust("1 minute")
          }
          assert.isTrue(world.table.isAlive(host.process))
          const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
          assert.strictEqual(outcomeOf(jobs[0]!)?._tag, "TimedOut")
          assert.deepInclude(jobs[0]!.state, { work: "Stopped" })
        })
    )
  }

  for (const stubborn of [true, false]) {
    const who = stubborn ? "a runner that was left behind" : "a runner that was interrupted"
    it.effect(`comes before what ${who} had as its answer (I10)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        hopeless(world)
        const release = yield* Deferred.make<void>()
        const rest = stubborn ? Effect.uninterruptible(Deferred.await(release)) : Effect.never
        yield* lifeOf(world, (job) => Effect.andThen(job.answered("value"), rest), {
          timeLimit: "1 minute"
        })
        yield* Deferred.succeed(release, undefined)
        yield* TestClock.adjust("1 minute")
        world.faults.fail = () => null
        yield* TestClock.adjust("1 minute")
        const order = world.writes.filter(({ won }) => won).map(({ fact }) => fact as string)
        assert.isAtLeast(order.indexOf("outcome"), 0)
        assert.isAbove(order.indexOf("late"), order.indexOf("outcome"))
      })
    )
  }

  it.effect("and landed unheard has its result, which is not late (I10)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.gasps.allowed = false
      world.faults.failAfter = (operation, fact) =>
        operation === "publishOnce" && fact === "outcome" ? "Unexpected" : null
      world.faults.fail = (operation, fact) =>
        operation === "standing" && fact === "outcome" ? "Unexpected" : null
      yield* lifeOf(world, () => Effect.as(Effect.sleep("1 second"), "value"))
      world.faults.fail = () => null
      world.faults.failAfter = () => null
      yield* TestClock.adjust("1 minute")
      const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
      assert.strictEqual(outcomeOf(jobs[0]!)?._tag, "Completed")
      assert.deepStrictEqual([jobs[0]!.result, jobs[0]!.late], ["value", null])
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

describe("the end of work that cannot be written", () => {
  it.effect(
    "is written as soon as the store takes it, and keeps nobody waiting till then (I5)",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        breakPublishing(world, ["workStopped"], "NoSpace")
        const { exit, id } = yield* lifeOf(
          world,
          (job) => {
            const command = world.table.spawn({ token: job.token, deaf: true })
            return Effect.andThen(job.work(world.table.identify(command)), Effect.never)
          },
          { command: ["x"], timeLimit: "1 minute", grace: "1 second" }
        )
        assert.strictEqual(exit._tag, "Success")
        const store = MemoryJobStore.make(world.backing)
        assert.deepEqual(yield* store.active, [id!])
        world.faults.fail = () => null
        yield* TestClock.adjust("1 minute")
        assert.isNotNull(yield* store.standing(id!, "workStopped"))
        assert.deepEqual(yield* store.active, [])
      })
  )
})
