import { assert, describe, it } from "@effect/vitest"
import type { ProcessEnd } from "@job-lifecycle/engine"
import { ProcessExit, TerminationSignals } from "@job-lifecycle/engine"
import { makeFakeProcessExit, makeFakeTerminationSignals } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"

describe("FakeTerminationSignals", () => {
  it.effect("a signal is latched for every open job and forgotten after the last one", () => {
    const signals = makeFakeTerminationSignals()
    return Effect.gen(function* () {
      const { open } = yield* TerminationSignals
      yield* Effect.scoped(
        Effect.gen(function* () {
          const first = yield* open
          assert.isTrue(signals.deliver("SIGTERM"))
          assert.isFalse(signals.deliver("SIGINT"))
          const second = yield* open
          assert.deepStrictEqual([yield* first, yield* second], ["SIGTERM", "SIGTERM"])
        })
      )
      assert.strictEqual(signals.open(), 0)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const next = yield* open
          assert.isTrue(signals.deliver("SIGHUP"))
          assert.strictEqual(yield* next, "SIGHUP")
        })
      )
    }).pipe(Effect.provide(signals.layer))
  })
})

describe("FakeProcessExit", () => {
  it.effect("an open guard has its word once, and a closed one has none", () => {
    const exit = makeFakeProcessExit()
    const ends: Array<ProcessEnd> = []
    return Effect.gen(function* () {
      const { guard } = yield* ProcessExit
      yield* Effect.scoped(guard((end) => ends.push(end) > 0))
      assert.strictEqual(exit.open(), 0)
      yield* guard((end) => ends.push(end) > 0)
      exit.end({ _tag: "Drained" })
      exit.end({ _tag: "Drained" })
      assert.deepStrictEqual(ends, [{ _tag: "Drained" }])
    }).pipe(Effect.scoped, Effect.provide(exit.layer))
  })
})
