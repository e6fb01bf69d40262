import { assert, describe, it } from "@effect/vitest"
import { MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import {
  makeFakeWorld,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleRequest,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { at, killSilently, start } from "./hosts.ts"

/** Listens in a process of its own, and answers the names that it has been told. */
const listen = (world: FakeWorld) =>
  Effect.gen(function* () {
    const told: Array<string> = []
    yield* Effect.forkChild(
      at(world.host(), (jobs) =>
        Stream.runForEach(jobs.settled(), ({ request }) =>
          Effect.sync(() => void told.push(request.name))
        )
      ),
      { startImmediately: true }
    )
    yield* TestClock.adjust("1 millis")
    return told
  })

const finishMany = (world: FakeWorld, count: number) =>
  Effect.forEach(
    Array.from({ length: count }, (_, n) => `before ${n}`),
    (name) =>
      Effect.andThen(
        at(world.host(), (jobs) => jobs.run({ name }, () => Effect.succeed(1))),
        TestClock.adjust("1 millis")
      ),
    { discard: true }
  )

describe("the jobs that settle from now on", () => {
  it.effect("are told though the first look cannot read what is on record of them (I8)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const go = yield* Deferred.make<number>()
      const owner = yield* start(world, { name: "one" }, () => Deferred.await(go))
      let unread = 0
      world.faults.fail = (operation) =>
        operation === "standing" && unread++ === 0 ? "Unreadable" : null
      const told = yield* listen(world)
      assert.isAbove(unread, 0)
      yield* Deferred.succeed(go, 1)
      yield* Fiber.join(owner.fiber)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told, ["one"])
    })
  )

  it.effect("include one that was seen open, and ended by a clock that was set back (F48)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* TestClock.adjust("1 hour")
      yield* at(world.host(), (jobs) => jobs.run({ name: "before" }, () => Effect.succeed(1)))
      const { id } = yield* start(world, { name: "set back", timeLimit: 0 })
      const told = yield* listen(world)
      yield* TestClock.adjust("10 seconds")
      const store = MemoryJobStore.make(world.backing)
      const { claim } = yield* store.facts(id)
      const settlement = { ...sampleSettlement(1), settledAt: 60_000, nonce: claim!.nonce }
      yield* store.publishOnce(id, "outcome", settlement)
      yield* store.index(id, { settledAt: settlement.settledAt, active: false })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told, ["set back"])
    })
  )

  it.effect("include one that began after the first look, and whose owner then dies", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const told = yield* listen(world)
      const owner = yield* start(world, { name: "dying", timeLimit: 0 })
      yield* killSilently(world, owner)
      assert.deepStrictEqual(told, [])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told, ["dying"])
    })
  )

  it.effect(
    "include none whose work runs on since long before, beneath any number that ended",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const store = MemoryJobStore.make(world.backing)
        const owner = world.table.identify(world.host().process)
        const request = sampleRequest({ name: "long ago", adopt: "leave" })
        yield* store.submit(sampleCreated(1, { request, claim: sampleClaim(1, { owner }) }))
        const settlement = sampleSettlement(1, { settledAt: 1, work: "Running" })
        yield* store.publishOnce(sampleId(1), "outcome", settlement)
        yield* store.index(sampleId(1), { settledAt: settlement.settledAt, active: true })
        yield* TestClock.adjust("1 minute")
        yield* finishMany(world, 70)
        const told = yield* listen(world)
        yield* TestClock.adjust("10 seconds")
        assert.deepStrictEqual([told, yield* store.active], [[], [sampleId(1)]])
      })
  )

  it.effect("are looked for in the newest of a history, and not in all of it", () =>
    Effect.gen(function* () {
      const pagesRead = Effect.fnUntraced(function* (history: number) {
        const world = makeFakeWorld()
        yield* finishMany(world, history)
        let pages = 0
        world.faults.fail = (operation) => {
          if (operation === "settled") pages++
          return null
        }
        yield* listen(world)
        return pages
      })
      assert.strictEqual(yield* pagesRead(70), yield* pagesRead(7))
    })
  )
})
