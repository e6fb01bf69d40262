import { assert, describe, it } from "@effect/vitest"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { start } from "./hosts.ts"

describe("a process that ends while it records an outcome", () => {
  it.effect("records that outcome, and not its own end (I9)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const ends = yield* Deferred.make<void>()
      const owner = yield* start(world, {}, () =>
        Effect.andThen(Deferred.await(ends), Effect.die(new Error("it failed")))
      )
      world.faults.fail = (operation, fact) => {
        if (operation === "publishOnce" && fact === "outcome") {
          owner.host.exit.end({ _tag: "Exiting", code: 9, uncaught: null })
        }
        return null
      }
      yield* Deferred.succeed(ends, undefined)
      yield* Fiber.await(owner.fiber)
      const store = MemoryJobStore.make(world.backing)
      const standing = yield* store.standing(owner.id, "outcome")
      assert.deepInclude(standing?.outcome, { _tag: "Failed", message: "it failed" })
    })
  )
})

describe("an outcome that landed unheard while its runner still ran", () => {
  it.effect("is followed by the end of the work, once the store answers again (I9)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, { timeLimit: "1 second" })
      let refuses = true
      const refused = (operation: string, fact: string) =>
        refuses && /^(publishOnce|standing)$/.test(operation) && fact === "outcome"
          ? "Unexpected"
          : null
      world.faults.failAfter = refused
      yield* TestClock.adjust("30 seconds")
      refuses = false
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.await(owner.fiber)
      const { settlement, workStopped } = yield* MemoryJobStore.make(world.backing).facts(owner.id)
      assert.deepInclude(settlement, { settledBy: "Owner", work: "Running" })
      assert.isNotNull(workStopped)
    })
  )
})
