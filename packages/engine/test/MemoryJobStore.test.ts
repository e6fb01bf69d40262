import { assert, describe, it } from "@effect/vitest"
import { describeJobStore, sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as MemoryJobStore from "../src/memory/MemoryJobStore.ts"

describeJobStore({ describe, it, assert }, "memory", MemoryJobStore.layer)

describe("MemoryJobStore", () => {
  it.effect("handles on one backing see each other's facts, like processes on one disk", () =>
    Effect.gen(function* () {
      const backing = MemoryJobStore.makeBacking()
      const one = MemoryJobStore.make(backing)
      const two = MemoryJobStore.make(backing)
      yield* one.submit(sampleCreated(1))
      yield* two.publishOnce(sampleId(1), "outcome", sampleSettlement())
      assert.deepStrictEqual((yield* one.facts(sampleId(1))).settlement, sampleSettlement())
    })
  )

  it.effect("stores that share nothing know nothing of each other", () =>
    Effect.gen(function* () {
      yield* MemoryJobStore.make(MemoryJobStore.makeBacking()).submit(sampleCreated(1))
      const other = MemoryJobStore.make(MemoryJobStore.makeBacking())
      assert.deepStrictEqual(yield* other.active, [])
    })
  )
})
