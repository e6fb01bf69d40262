import { assert, describe, it } from "@effect/vitest"
import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at, outcomeOf } from "./hosts.ts"

describe("the launch window", () => {
  const submitted = (world: FakeWorld) =>
    at(world.host(), (jobs) => jobs.submit({ name: "later", claimDeadline: "60 seconds" }))

  it.effect(
    "a submitted job waits for its owner until the claim deadline, then never started",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* submitted(world)
        yield* TestClock.adjust("60 seconds")
        const read = at(world.host(), (jobs) => jobs.get(id))
        assert.strictEqual((yield* read).state._tag, "Queued")
        yield* TestClock.adjust("1 second")
        assert.deepInclude(outcomeOf(yield* read), {
          _tag: "NeverStarted",
          reason: "ClaimDeadline"
        })
      })
  )

  it.effect("cancelled before the claim: the late owner is refused and nothing runs", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* submitted(world)
      const report = yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
      assert.deepInclude(outcomeOf(report.job), { _tag: "Cancelled", by: "kim" })
      assert.strictEqual(report.work, "Stopped")
      let ran = false
      const late = yield* at(world.host(), (jobs) =>
        Effect.flip(
          jobs.own(id, () =>
            Effect.sync(() => {
              ran = true
              return 1
            })
          )
        )
      )
      assert.deepInclude(late, { _tag: "ClaimRefused", standing: "Void" })
      assert.isFalse(ran)
    })
  )

  it.effect("two owners, one job: one of them runs it, the other is refused", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* submitted(world)
      let runs = 0
      const own = at(world.host(), (jobs) =>
        Effect.result(
          jobs.own(id, () =>
            Effect.sync(() => {
              runs += 1
              return "done"
            })
          )
        )
      )
      const results = yield* Effect.all([own, own, own], { concurrency: "unbounded" })
      assert.strictEqual(runs, 1)
      assert.strictEqual(results.filter(({ _tag }) => _tag === "Success").length, 1)
    })
  )

  it.effect("an intent that was there before the claim keeps the runner from starting", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* submitted(world)
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      yield* store.publishOnce(id, "cancel", {
        by: "kim",
        requestedAt: 7,
        reason: null,
        nonce: "c"
      })
      let ran = false
      const job = yield* at(world.host(), (jobs) =>
        jobs.own(id, () =>
          Effect.sync(() => {
            ran = true
            return 1
          })
        )
      )
      assert.strictEqual(outcomeOf(job)?._tag, "Cancelled")
      assert.isFalse(ran)
    })
  )
})
