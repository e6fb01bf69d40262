import { assert, describe, it } from "@effect/vitest"
import {
  describeJobStore,
  sampleCreated,
  sampleId,
  sampleSettlement,
  TwoHandles
} from "@job-lifecycle/testing"
import type { JobFacts } from "@job-lifecycle/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scheduler from "effect/Scheduler"
import * as MemoryJobStore from "../src/memory/MemoryJobStore.ts"

const twoHandles = Layer.sync(TwoHandles, () => {
  const backing = MemoryJobStore.makeBacking()
  return TwoHandles.of([MemoryJobStore.make(backing), MemoryJobStore.make(backing)])
})
describeJobStore({ describe, it, assert }, "memory", MemoryJobStore.layer, twoHandles)

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

  it("has what it says that it recorded, whenever the job is removed (I8)", () => {
    let won = 0
    for (let before = 0; before < 5; before++) {
      for (let removedAt = 0; removedAt < 12; removedAt++) {
        const store = MemoryJobStore.make(MemoryJobStore.makeBacking())
        const turns: Array<() => void> = []
        const context = Context.make(Scheduler.Scheduler, setAsideSoon(turns))
        Effect.runSync(store.submit(sampleCreated(1)))
        const publish = store.publishOnce(sampleId(1), "outcome", sampleSettlement())
        const late = Array.from({ length: before }).reduce<typeof publish>(
          (effect) => Effect.andThen(Effect.void, effect),
          publish
        )
        const fiber = Effect.runForkWith(context)(Effect.result(late))
        for (let turn = 0; turn < removedAt; turn++) turns.shift()?.()
        let had: JobFacts | null = null
        Effect.runSync(
          store.remove(sampleId(1), (facts) => {
            had = facts
            return true
          })
        )
        while (turns.length > 0) turns.shift()!()
        const exit = fiber.pollUnsafe()!
        assert.isTrue(Exit.isSuccess(exit))
        if (Exit.isFailure(exit) || Result.isFailure(exit.value)) continue
        won += 1
        assert.isNotNull(had!.settlement, `${before} operations before, removed at ${removedAt}`)
      }
    }
    assert.isAbove(won, 0)
  })
})

/** Sets a fiber aside after every two of its operations. */
const setAsideSoon = (turns: Array<() => void>): Scheduler.Scheduler => ({
  executionMode: "async",
  shouldYield: ({ currentOpCount }) => currentOpCount > 2,
  makeDispatcher: () => ({ scheduleTask: (run) => turns.push(run), flush: () => {} })
})
