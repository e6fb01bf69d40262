import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { UnrefClock } from "@job-lifecycle/node"
import { vi } from "vitest"

const day = 86_400_000

/** Begins to sleep, and answers whether it still does. */
const asleep = (duration: Duration.Input) => {
  let sleeps = true
  const fiber = Effect.runFork(UnrefClock.clock.sleep(Duration.fromInputUnsafe(duration)))
  fiber.addObserver(() => (sleeps = false))
  return { fiber, sleeps: () => sleeps }
}

describe("a wait of our own", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }))
  afterEach(() => void vi.useRealTimers())

  it("lasts as long as it is told, longer than any timer of Node too", () => {
    const { sleeps } = asleep("60 days")
    vi.advanceTimersByTime(60 * day - 1)
    assert.isTrue(sleeps())
    vi.advanceTimersByTime(1)
    assert.isFalse(sleeps())
  })

  it("without an end has none", () => {
    const { sleeps } = asleep(Duration.infinity)
    vi.advanceTimersByTime(1_000 * day)
    assert.isTrue(sleeps())
  })

  it("that is interrupted leaves no timer behind (I12 nothing-leaks)", async () => {
    const { fiber } = asleep("1 day")
    assert.strictEqual(vi.getTimerCount(), 1)
    await Effect.runPromise(Fiber.interrupt(fiber))
    assert.strictEqual(vi.getTimerCount(), 0)
  })
})
