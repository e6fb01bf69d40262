import { BackgroundClock } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const system = Clock.Clock.defaultValue()

/** Node fires a timer at once whose delay exceeds this (setTimeout in the Node documentation). */
const longestTimerMillis = 2 ** 31 - 1

const sleepMillis = (millis: number): Effect.Effect<void> => {
  if (!(millis > 0)) return Effect.yieldNow
  if (!Number.isFinite(millis)) return Effect.never
  return Effect.callback<void>((resume) => {
    const rest = millis - longestTimerMillis
    const after = rest > 0 ? sleepMillis(rest) : Effect.void
    // @effect-diagnostics-next-line globalTimersInEffect:off globalTimers:off -- only a raw timer can be unreferenced
    const timer = setTimeout(() => resume(after), Math.min(millis, longestTimerMillis)).unref()
    return Effect.sync(() => clearTimeout(timer))
  })
}

const clock: Clock.Clock = {
  currentTimeMillisUnsafe: () => system.currentTimeMillisUnsafe(),
  currentTimeMillis: system.currentTimeMillis,
  currentTimeNanosUnsafe: () => system.currentTimeNanosUnsafe(),
  currentTimeNanos: system.currentTimeNanos,
  monotonicTimeNanosUnsafe: () => system.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: system.monotonicTimeNanos,
  sleep: (duration) => sleepMillis(Duration.toMillis(duration))
}

/**
 * The system's clock with timers that keep no process alive: for our own waits, so that a runner
 * that nothing can wake ends as `Drained` instead of hanging until its limit.
 */
export const UnrefClock = {
  clock,
  /** Makes it the clock of the engine's own waits. */
  layerBackground: Layer.succeed(BackgroundClock, clock)
}
