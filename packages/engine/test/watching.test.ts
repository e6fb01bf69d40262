import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { at, outcomeOf, outcomesWritten, start, type Facade } from "./hosts.ts"

/** A job whose channel is open, and a reader in another process that has reached it. */
const watch = <A, E>(
  world: FakeWorld,
  read: (jobs: Facade, id: Job["id"]) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const owner = yield* start(world, { timeLimit: 0 })
    yield* TestClock.adjust("100 millis")
    assert.deepStrictEqual(world.channels.open(), [owner.id])
    const reader = yield* Effect.forkChild(
      at(world.host(), (jobs) => read(jobs, owner.id)),
      { startImmediately: true }
    )
    yield* TestClock.adjust("1 millis")
    return { owner, reader }
  })

describe("watching an owner", () => {
  const reads: Record<string, (jobs: Facade, id: Job["id"]) => Effect.Effect<Job, unknown>> = {
    wait: (jobs, id) => jobs.wait(id),
    follow: (jobs, id) =>
      Effect.map(Stream.runCollect(jobs.follow(id)), (all) => Array.from(all).at(-1)!)
  }
  for (const [name, read] of Object.entries(reads)) {
    it.effect(`${name} settles a job when its owner dies, and no time passes`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { owner, reader } = yield* watch(world, read)
        world.table.kill(owner.host.process)
        const job = yield* Fiber.join(reader)
        const outcome = outcomeOf(job)
        assert.strictEqual(outcome?._tag === "Orphaned" && outcome.reason, "Exited")
        assert.strictEqual(outcomesWritten(world).length, 1)
      })
    )
  }

  it.effect("the log of a dead owner's job ends when it dies, and no time passes", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner, reader } = yield* watch(world, (jobs, id) =>
        Stream.runCollect(jobs.followLog(id))
      )
      world.table.kill(owner.host.process)
      yield* Fiber.join(reader)
      assert.strictEqual(outcomesWritten(world).length, 1)
    })
  )

  it.effect("an owner that is gone a moment after its channel is found by the next looks", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner, reader } = yield* watch(world, reads["wait"]!)
      world.channels.sever(owner.id)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(outcomesWritten(world).length, 0)
      world.table.kill(owner.host.process)
      yield* TestClock.adjust("2 millis")
      assert.strictEqual(outcomeOf(yield* Fiber.join(reader))?._tag, "Orphaned")
    })
  )

  it.effect(
    "the end of a living owner's channel settles nothing, and its death is found later",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { owner, reader } = yield* watch(world, reads["wait"]!)
        world.channels.sever(owner.id)
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual(outcomesWritten(world).length, 0)
        world.table.kill(owner.host.process)
        yield* TestClock.adjust("250 millis")
        assert.strictEqual(outcomeOf(yield* Fiber.join(reader))?._tag, "Orphaned")
      })
  )

  it.effect("a stopped owner's channel does not end, and nothing is settled", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner, reader } = yield* watch(world, reads["wait"]!)
      world.table.stop(owner.host.process)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(world.channels.open(), [owner.id])
      assert.strictEqual(outcomesWritten(world).length, 0)
      world.table.kill(owner.host.process)
      assert.strictEqual(outcomeOf(yield* Fiber.join(reader))?._tag, "Orphaned")
    })
  )

  it.effect("an owner that cannot be examined stays unknown although its channel has ended", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner, reader } = yield* watch(world, reads["wait"]!)
      world.table.deny(owner.host.process)
      world.channels.sever(owner.id)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(outcomesWritten(world).length, 0)
      yield* Fiber.interrupt(reader)
    })
  )

  it.effect("a job that ends within a tenth of a second never opens a channel", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const running = yield* start(world, {}, () => Effect.as(Effect.sleep("99 millis"), 1))
      yield* TestClock.adjust("99 millis")
      yield* Fiber.join(running.fiber)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(world.channels.opened, [])
    })
  )

  it.effect("the channel is closed when the owner is done with the job", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const running = yield* start(world, {}, () => Effect.as(Effect.sleep("1 second"), 1))
      yield* TestClock.adjust("500 millis")
      assert.deepStrictEqual(world.channels.open(), [running.id])
      yield* TestClock.adjust("500 millis")
      yield* Fiber.join(running.fiber)
      assert.deepStrictEqual(world.channels.open(), [])
      assert.deepStrictEqual(world.channels.opened, [running.id])
    })
  )
})
