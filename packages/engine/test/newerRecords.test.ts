import { assert, describe, it } from "@effect/vitest"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, outcomesWritten, start } from "./hosts.ts"

/** A job whose owner recorded a result that only a newer version understands, and died. */
const withNewerResult = Effect.gen(function* () {
  const world = makeFakeWorld()
  const owner = yield* start(world)
  const store = MemoryJobStore.make(world.backing)
  yield* store.publishOnce(owner.id, "result", { value: "finished", at: 1 })
  yield* killSilently(world, owner)
  world.newer.add("result")
  return { world, get: at(world.host(), (jobs) => jobs.get(owner.id)) }
})

describe("unknown-stays-unknown: what a newer version wrote of a dead owner's job", () => {
  it.effect("its result leaves it open, for a reader that understands how it ended (I8)", () =>
    Effect.gen(function* () {
      const { get, world } = yield* withNewerResult
      const { health, newer, state } = yield* get
      assert.strictEqual(state._tag, "Running")
      assert.include(health._tag === "Unknown" ? health.reason : "", "update this program")
      assert.deepStrictEqual(newer, ["result"])
      assert.isEmpty(outcomesWritten(world))
      world.newer.clear()
      const job = yield* get
      assert.deepStrictEqual(outcomeOf(job), { _tag: "Completed", result: "Recorded" })
      assert.strictEqual(job.result, "finished")
    })
  )

  it.effect("its result is waited for until the lost-deadline, and no longer", () =>
    Effect.gen(function* () {
      const { get } = yield* withNewerResult
      yield* TestClock.adjust("23 hours")
      assert.strictEqual((yield* get).state._tag, "Running")
      yield* TestClock.adjust("2 hours")
      assert.strictEqual((yield* get).state._tag, "Running", "the deadline takes two looks")
      yield* TestClock.adjust("1 hour")
      const outcome = outcomeOf(yield* get)
      assert.include(outcome?._tag === "Lost" ? outcome.reason : "", "update this program")
    })
  )

  it.effect("its result casts no doubt on an owner that lives", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* start(world, { timeLimit: 0 })
      yield* MemoryJobStore.make(world.backing).publishOnce(id, "result", { value: "done", at: 1 })
      world.newer.add("result")
      const { health, newer } = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepStrictEqual([health, newer], [{ _tag: "Active" }, ["result"]])
    })
  )

  it.effect("its claim is told to be of a newer version, and settles nothing", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
      world.newer.add("claim")
      yield* TestClock.adjust("2 hours")
      const error = yield* Effect.flip(at(world.host(), (jobs) => jobs.get(id)))
      assert.deepInclude(error, { _tag: "JobDamaged", fact: "claim", newer: true })
      assert.include(error.message, "update this program")
      assert.notInclude(error.message, "move")
      assert.isEmpty(outcomesWritten(world))
    })
  )
})
