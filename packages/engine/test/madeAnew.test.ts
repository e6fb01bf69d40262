import { assert, describe, it } from "@effect/vitest"
import type { JobId, RunnerContext } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld, sampleClaim, sampleCreated } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, start } from "./hosts.ts"

/** A cleaner takes the record of a job that runs. */
const takeAway = (world: FakeWorld, id: JobId) =>
  MemoryJobStore.make(world.backing).remove(id, () => true)

/** A job whose runner goes on for ever, and what that was given. */
const startHeard = Effect.fnUntraced(function* (world: FakeWorld) {
  const runs = yield* Deferred.make<RunnerContext>()
  const { id } = yield* start(world, {}, (job) =>
    Effect.andThen(Deferred.succeed(runs, job), Effect.never)
  )
  return { id, runner: yield* Deferred.await(runs) }
})

describe("an owner whose record was taken away", () => {
  it.effect("makes it anew with its claim, though it was submitted without one (I4)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
      const runs = yield* Deferred.make<RunnerContext>()
      const owned = at(world.host(), (jobs) =>
        jobs.own(id, (job) => Effect.andThen(Deferred.succeed(runs, job), Effect.never))
      )
      yield* Effect.forkChild(owned, { startImmediately: true })
      const runner = yield* Deferred.await(runs)
      yield* takeAway(world, id)
      yield* runner.progress({ message: "I go on" })
      const { claim, progress } = yield* MemoryJobStore.make(world.backing).facts(id)
      assert.strictEqual(claim?._tag === "Owned" && claim.token, runner.token)
      assert.strictEqual(progress?.message, "I go on")
    })
  )

  it.effect("names its command with the time at which that was started", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const store = MemoryJobStore.make(world.backing)
      const { id, runner } = yield* startHeard(world)
      yield* runner.work({ scheme: "fake", label: "a command", value: null })
      const { work } = yield* store.facts(id)
      yield* takeAway(world, id)
      yield* TestClock.adjust("2 seconds")
      yield* runner.progress({ message: "I go on" })
      assert.deepStrictEqual((yield* store.facts(id)).work, work)
      assert.isNotNull(work)
    })
  )

  it.effect("prepares the last instant of its process anew too (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, runner } = yield* startHeard(world)
      yield* takeAway(world, id)
      let prepared = 0
      world.faults.fail = (operation) => {
        if (operation === "arm") prepared += 1
        return null
      }
      yield* runner.progress({ message: "I go on" })
      assert.strictEqual(prepared, 1)
    })
  )

  it.effect("is not taken for whoever owns the record that stands now (I4)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const store = MemoryJobStore.make(world.backing)
      const { host, id } = yield* start(world)
      const { created } = yield* store.facts(id)
      const waiting = yield* Effect.forkChild(at(world.host(), (jobs) => jobs.wait(id)))
      yield* TestClock.adjust("1 second")
      world.gasps.allowed = false
      const owner = world.table.identify(world.table.spawn())
      // In one step, so that the waiter's next look is by what it knows of the first owner.
      yield* Effect.sync(() => {
        Effect.runSync(store.remove(id, () => true))
        Effect.runSync(store.submit({ ...created, claim: sampleClaim(2, { owner }) }))
        world.table.kill(host.process)
      })
      yield* TestClock.adjust("2 seconds")
      assert.isNull((yield* store.facts(id)).settlement)
      yield* Fiber.interrupt(waiting)
    })
  )

  it.effect("is not made anew where its record stands, whatever else fails", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, runner } = yield* startHeard(world)
      world.faults.fail = (operation) => (operation === "putProgress" ? "NoSpace" : null)
      yield* runner.progress({ message: "I go on" })
      const store = MemoryJobStore.make(world.backing)
      assert.strictEqual((yield* store.readLog(id, { offset: 0 })).text, "")
    })
  )

  it.effect("leaves a job alone that somebody else has made in its place (I10)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const store = MemoryJobStore.make(world.backing)
      const { id, runner } = yield* startHeard(world)
      const other = sampleCreated(2, { id, claim: sampleClaim(2) })
      yield* takeAway(world, id)
      world.faults.fail = (operation) => {
        if (operation === "submit") Effect.runSync(store.submit(other))
        return null
      }
      yield* runner.progress({ message: "I go on" })
      const { created, lastLogAt, progress } = yield* store.facts(id)
      assert.deepStrictEqual([created, progress, lastLogAt], [other, null, null])
    })
  )

  it.effect("goes on though its command cannot be named once more (I9 outcome-first)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, runner } = yield* startHeard(world)
      yield* runner.work({ scheme: "fake", label: "a command", value: null })
      yield* takeAway(world, id)
      world.faults.fail = (_, fact) => (fact === "work" ? "NotWritable" : null)
      yield* runner.progress({ message: "I go on" })
      const { progress } = yield* MemoryJobStore.make(world.backing).facts(id)
      assert.strictEqual(progress?.message, "I go on")
    })
  )

  it.effect("leaves it gone once it had settled, whatever its runner still says (I2)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const runs = yield* Deferred.make<RunnerContext>()
      const { fiber, id } = yield* start(world, { timeLimit: "1 minute", grace: 0 }, (job) =>
        Effect.andThen(Deferred.succeed(runs, job), Effect.uninterruptible(Effect.never))
      )
      const runner = yield* Deferred.await(runs)
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(fiber)
      yield* takeAway(world, id)
      yield* runner.log("still here")
      yield* runner.progress({ message: "still here" })
      assert.isFalse(world.backing.jobs.has(id))
    })
  )
})
