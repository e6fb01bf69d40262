import { assert, describe, it } from "@effect/vitest"
import type { OwnerIdentity } from "@job-lifecycle/engine"
import { Evidence } from "@job-lifecycle/engine"
import { makeFakeWorld, sampleOwner } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { observeOnce } from "../src/repair/observeOnce.ts"
import { at, outcomeOf, start } from "./hosts.ts"

/** A probe that says of each owner how many were looked at before it. */
const counting = () => {
  let looks = 0
  return observeOnce({
    self: Effect.succeed(sampleOwner(1)),
    observe: () => Effect.sync(() => Evidence.Unknown({ reason: `look ${++looks}` }))
  })
}

const reasonsOf = (owners: ReadonlyArray<OwnerIdentity>) =>
  Effect.map(Effect.forEach(owners, counting().observe), (seen) =>
    seen.map((evidence) => (evidence._tag === "Unknown" ? evidence.reason : null))
  )

describe("one listing", () => {
  it.effect("looks once at an owner, however many jobs it has", () =>
    Effect.gen(function* () {
      const owners = [sampleOwner(1), sampleOwner(2), sampleOwner(1), sampleOwner(2)]
      assert.deepStrictEqual(yield* reasonsOf(owners), ["look 1", "look 2", "look 1", "look 2"])
    })
  )

  it.effect(
    "takes nobody for another who is only called the same (I4 no-death-without-proof)",
    () =>
      Effect.gen(function* () {
        const { label } = sampleOwner(1)
        const owners = [sampleOwner(1), { ...sampleOwner(2), label }, sampleOwner(1)]
        assert.deepStrictEqual(yield* reasonsOf(owners), ["look 1", "look 2", "look 1"])
      })
  )

  it.effect("looks anew when it is made again: an owner that was alive may be gone", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world)
      yield* at(world.host(), (jobs) =>
        Effect.gen(function* () {
          const listing = jobs.list()
          assert.strictEqual((yield* listing).jobs[0]?.state._tag, "Running")
          world.table.kill(owner.host.process)
          assert.strictEqual(outcomeOf((yield* listing).jobs[0]!)?._tag, "Orphaned")
        })
      )
    })
  )
})
