import { assert, describe, it } from "@effect/vitest"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, outcomesWritten, start } from "./hosts.ts"

const elsewhere = { namespace: "container" }
/** On a slow machine. */
const limit = 60_000

const unlimited = { timeLimit: 0 }

/**
 * An owner that nobody can examine, and that can renew its lease only so many times: its words are its
 * signs.
 */
const unrenewed = Effect.fnUntraced(function* (renewals: number) {
  const world = makeFakeWorld()
  let left = renewals
  world.faults.fail = (operation) =>
    operation === "renewLease" && left-- <= 0 ? "Unexpected" : null
  const owner = yield* start(world, unlimited, undefined, elsewhere)
  const store = MemoryJobStore.make(world.backing)
  const { claim } = yield* store.facts(owner.id)
  const says = (phase: string, at: number) =>
    store.putProgress(owner.id, {
      at,
      phase,
      message: null,
      resumeHandle: null,
      nonce: claim!.nonce
    })
  return { owner, says, world }
})

describe("the lease of an owner that nobody can examine", () => {
  it.effect(
    "keeps its job open for days of silence, and tells how long ago its last sign was",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const runner = () => Effect.as(Effect.sleep("5 days"), "done")
        const owner = yield* start(world, unlimited, runner, elsewhere)
        const reader = world.host()
        for (let look = 1; look < 60; look++) {
          yield* TestClock.adjust("119 minutes")
          const { health } = yield* at(reader, (jobs) => jobs.get(owner.id))
          assert.strictEqual(health._tag, "Unknown")
          if (health._tag === "Unknown") assert.isAtMost(health.sinceMillis, 60_000)
        }
        yield* TestClock.adjust("1 day")
        assert.strictEqual(outcomeOf(yield* Fiber.join(owner.fiber))?._tag, "Completed")
      }),
    limit
  )

  for (const { aheadMillis, looks } of [
    { aheadMillis: 3_600_000, looks: 200 },
    { aheadMillis: 1, looks: 2 }
  ]) {
    it.effect(
      `is not missed while its words come, ${aheadMillis} ms ahead of the clock, at ${looks} looks (I4)`,
      () =>
        Effect.gen(function* () {
          const { owner, says, world } = yield* unrenewed(0)
          const reader = world.host()
          for (let n = 1; n <= 200; n++) {
            yield* TestClock.adjust("10 minutes")
            const now = yield* Clock.currentTimeMillis
            yield* says(`${n}`, now + aheadMillis)
            if (looks === 2 && n !== 1 && n !== 160) continue
            const job = yield* at(reader, (jobs) => jobs.get(owner.id))
            assert.strictEqual(job.state._tag, "Running", `after ${n * 10} minutes`)
          }
        }),
      limit
    )
  }

  for (const [when, renewals] of [
    ["it", 0],
    ["it any more", 1]
  ] as const) {
    it.effect(`is doubted anew after each word of an owner that cannot renew ${when} (I7)`, () =>
      Effect.gen(function* () {
        const { owner, says, world } = yield* unrenewed(renewals)
        const look = at(world.host(), (jobs) => jobs.get(owner.id))
        // The last renewal was a sign, too.
        yield* TestClock.adjust(`${renewals} minutes`)
        for (const phase of ["one", "two", "three"]) {
          yield* TestClock.adjust("24 hours")
          yield* TestClock.adjust("10 seconds")
          assert.strictEqual((yield* look).health._tag, "Unknown", `before it says ${phase}`)
          yield* says(phase, yield* Clock.currentTimeMillis)
          assert.strictEqual((yield* look).health._tag, "Unknown")
        }
      })
    )
  }

  it.effect("is short where the lost-deadline is", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const options = { ...unlimited, lostDeadline: "3 seconds" }
      const owner = yield* start(world, options, undefined, elsewhere)
      const look = at(world.host(), (jobs) => jobs.get(owner.id))
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* look).health._tag, "Unknown")
      yield* killSilently(world, owner)
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual((yield* look).health._tag, "Unknown")
      yield* TestClock.adjust("3 seconds")
      const job = yield* look
      assert.strictEqual(outcomeOf(job)?._tag, "Lost")
      const outcome = outcomeOf(job)
      if (outcome?._tag === "Lost") assert.strictEqual(outcome.lastSeenAt, 600_000)
    })
  )

  it.effect("is settled by whoever waits, without a second question", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, unlimited, undefined, elsewhere)
      const waiting = yield* Effect.forkChild(at(world.host(), (jobs) => jobs.wait(owner.id)))
      yield* killSilently(world, owner)
      yield* TestClock.adjust("24 hours")
      assert.strictEqual(outcomesWritten(world).length, 0)
      yield* TestClock.adjust("4 minutes")
      assert.strictEqual(outcomeOf(yield* Fiber.join(waiting))?._tag, "Lost")
    })
  )

  it.effect("is not renewed by a job that is over within a minute, nor after its outcome", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const runner = () => Effect.as(Effect.sleep("59 seconds"), "done")
      const owner = yield* start(world, unlimited, runner, elsewhere)
      yield* TestClock.adjust("1 day")
      yield* Fiber.join(owner.fiber)
      assert.strictEqual(world.backing.jobs.get(owner.id)?.leases.size, 0)
    })
  )

  it.effect("may fail to be renewed, which the job does not notice", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      let renewals = 0
      world.faults.fail = (operation) => {
        if (operation !== "renewLease") return null
        if (renewals++ < 3) throw new Error("a bug of ours")
        return "NoSpace"
      }
      const runner = () => Effect.as(Effect.sleep("1 hour"), "done")
      const owner = yield* start(world, unlimited, runner, elsewhere)
      yield* TestClock.adjust("1 hour")
      const job = yield* Fiber.join(owner.fiber)
      assert.deepStrictEqual([outcomeOf(job)?._tag, job.result], ["Completed", "done"])
      assert.isAtLeast(renewals, 59)
    })
  )

  it.effect(
    "settles nothing where a doubt cannot be noted, and goes by the last word where it cannot be read",
    () =>
      Effect.gen(function* () {
        for (const operation of ["leaseAge", "doubtLease"]) {
          const world = makeFakeWorld()
          const owner = yield* start(world, unlimited, undefined, elsewhere)
          yield* killSilently(world, owner)
          yield* TestClock.adjust("23 hours")
          world.faults.fail = (called) => (called === operation ? "NotWritable" : null)
          const look = at(world.host(), (jobs) => jobs.get(owner.id))
          assert.strictEqual((yield* look).health._tag, "Unknown")
          yield* TestClock.adjust("2 hours")
          assert.strictEqual((yield* look).health._tag, "Unknown", operation)
          yield* TestClock.adjust("3 minutes")
          const after = operation === "leaseAge" ? "Over" : "Unknown"
          assert.strictEqual((yield* look).health._tag, after, operation)
        }
      })
  )
})
