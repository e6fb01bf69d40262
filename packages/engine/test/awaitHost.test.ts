import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { awaitHost } from "../src/timing/awaitHost.ts"

/** Something of a host's that never ends by itself, and whether it was told to. */
const endless = () => {
  let interrupted = false
  const effect = Effect.onInterrupt(Effect.never, () => Effect.sync(() => (interrupted = true)))
  return { effect, isInterrupted: () => interrupted }
}

describe("what is asked of a host", () => {
  it.effect("is waited for ten seconds, and told to end then (I11, I12)", () =>
    Effect.gen(function* () {
      const { effect, isInterrupted } = endless()
      const waiting = yield* Effect.forkChild(awaitHost(effect), { startImmediately: true })
      yield* TestClock.adjust("9999 millis")
      assert.deepStrictEqual([waiting.pollUnsafe(), isInterrupted()], [undefined, false])
      yield* TestClock.adjust("1 millis")
      assert.isNull(yield* Fiber.join(waiting))
      assert.isTrue(isInterrupted())
    })
  )

  it.effect("is told to end when nobody waits for it any more", () =>
    Effect.gen(function* () {
      const { effect, isInterrupted } = endless()
      const waiting = yield* Effect.forkChild(awaitHost(effect), { startImmediately: true })
      yield* Fiber.interrupt(waiting)
      assert.isTrue(isInterrupted())
    })
  )
})
