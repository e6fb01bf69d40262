import { assert, describe, it } from "@effect/vitest"
import type { Job, Runner } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { at, outcomeOf, outcomesWritten, start, type Facade } from "./hosts.ts"

/** A world where changes of the record are told to nobody, and a job in it whose channel is open. */
const blindOwner = (runner?: Runner, limits: object = { timeLimit: 0 }) =>
  Effect.gen(function* () {
    const world = makeFakeWorld()
    world.watches.blind = true
    const owner = yield* start(world, limits, runner)
    yield* TestClock.adjust("100 millis")
    assert.deepStrictEqual(world.channels.open(), [owner.id])
    return { owner, world }
  })

/** A reader in another process that has looked once and reached the owner. */
const reading = <A, E>(world: FakeWorld, read: (jobs: Facade) => Effect.Effect<A, E>) =>
  Effect.tap(
    Effect.forkChild(at(world.host(), read), { startImmediately: true }),
    TestClock.adjust("1 millis")
  )

const cancel = (world: FakeWorld, id: Job["id"]) =>
  at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))

/** Looks of owners for a request to cancel, from now on. */
const looksForCancel = (world: FakeWorld) => {
  let looks = 0
  world.faults.fail = (operation, subject) => {
    if (operation === "standing" && subject === "cancel") looks += 1
    return null
  }
  return () => looks
}

describe("where changes of the record are told to nobody", () => {
  it.effect("a cancel is heard by the owner, the canceller and who waits, and no time passes", () =>
    Effect.gen(function* () {
      const { owner, world } = yield* blindOwner()
      const waiting = yield* reading(world, (jobs) => jobs.wait(owner.id))
      const report = yield* cancel(world, owner.id)
      assert.strictEqual(outcomeOf(report.job)?._tag, "Cancelled")
      assert.strictEqual(report.work, "Stopped")
      assert.strictEqual(outcomeOf(yield* Fiber.join(waiting))?._tag, "Cancelled")
    })
  )

  it.effect("without a channel a cancel is found by the next look all the same", () =>
    Effect.gen(function* () {
      const { owner, world } = yield* blindOwner()
      world.channels.sever(owner.id)
      const cancelling = yield* Effect.forkChild(cancel(world, owner.id))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(outcomeOf((yield* Fiber.join(cancelling)).job)?._tag, "Cancelled")
    })
  )

  it.effect("progress and output are heard by who follows, and no time passes", () =>
    Effect.gen(function* () {
      const steps = yield* Queue.unbounded<string>()
      const { owner, world } = yield* blindOwner((job) =>
        Effect.gen(function* () {
          yield* job.progress({ phase: yield* Queue.take(steps) })
          yield* job.log(yield* Queue.take(steps))
          return yield* Effect.never
        })
      )
      const [phases, pages] = [yield* Queue.unbounded<string>(), yield* Queue.unbounded<string>()]
      yield* reading(world, (jobs) =>
        Stream.runForEach(jobs.follow(owner.id), ({ phase }) =>
          Queue.offer(phases, phase ?? "none")
        )
      )
      yield* reading(world, (jobs) =>
        Stream.runForEach(jobs.followLog(owner.id, 0), ({ text }) => Queue.offer(pages, text))
      )
      assert.strictEqual(yield* Queue.take(phases), "none")
      yield* Queue.offer(steps, "one")
      assert.strictEqual(yield* Queue.take(phases), "one")
      yield* TestClock.adjust("20 millis")
      yield* Queue.offer(steps, "two")
      assert.strictEqual(yield* Queue.take(pages), "two")
    })
  )

  it.effect("an outcome is heard by who waits while losers are still being stopped", () =>
    Effect.gen(function* () {
      const limits = { timeLimit: "1 second", grace: "1 hour" }
      const { owner, world } = yield* blindOwner(() => Effect.uninterruptible(Effect.never), limits)
      const waiting = yield* reading(world, (jobs) => jobs.wait(owner.id))
      yield* TestClock.adjust("899 millis")
      assert.strictEqual(outcomeOf(yield* Fiber.join(waiting))?._tag, "TimedOut")
      assert.deepStrictEqual(world.channels.open(), [owner.id], "the owner is not done yet")
    })
  )
})

describe("a nudge", () => {
  it.effect("without a request on record ends nothing", () =>
    Effect.gen(function* () {
      const { owner, world } = yield* blindOwner()
      const looks = looksForCancel(world)
      world.channels.nudge(owner.id)
      yield* TestClock.adjust("1 minute")
      assert.isAtLeast(looks(), 1)
      assert.strictEqual(outcomesWritten(world).length, 0)
      assert.strictEqual(
        (yield* at(world.host(), (jobs) => jobs.get(owner.id))).state._tag,
        "Running"
      )
    })
  )

  it.effect("makes the owner look once in 20 ms, however often it comes", () =>
    Effect.gen(function* () {
      const { owner, world } = yield* blindOwner()
      const looks = looksForCancel(world)
      for (let n = 0; n < 1_000; n++) {
        world.channels.nudge(owner.id)
        yield* Effect.yieldNow
      }
      assert.strictEqual(looks(), 1)
      yield* TestClock.adjust("20 millis")
      assert.strictEqual(looks(), 2, "the last one is not lost")
      yield* TestClock.adjust("100 millis")
      assert.strictEqual(looks(), 2)
    })
  )

  it.effect("is passed on to watchers once in 20 ms, however often the job progresses", () =>
    Effect.gen(function* () {
      const steps = yield* Queue.unbounded<string>()
      const { owner, world } = yield* blindOwner((job) =>
        Effect.forever(Effect.flatMap(Queue.take(steps), (phase) => job.progress({ phase })))
      )
      let nudges = 0
      const channel = world.channels.of(world.host().process)
      yield* Effect.forkChild(
        channel.ended(owner.id, () => (nudges += 1)),
        { startImmediately: true }
      )
      assert.strictEqual(nudges, 1, "it was taken")
      for (let n = 0; n < 100; n++) {
        yield* Queue.offer(steps, String(n))
        yield* Effect.yieldNow
      }
      yield* TestClock.adjust("19 millis")
      assert.strictEqual(nudges, 2)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(nudges, 3)
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.strictEqual(job.phase, "99")
    })
  )
})
