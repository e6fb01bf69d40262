import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** More turns than anything takes that happens in memory. */
const turns = 500

/**
 * A clock of its own, on which a sleep takes turns instead of time, and is over when nothing can
 * come any more: whatever is awaited in vain has failed at once, and on a busy machine no sooner.
 */
export const hastyClock: Layer.Layer<never> = Layer.sync(Clock.Clock, () => {
  let now = 0
  const nanos = () => BigInt(Math.round(now * 1e6))
  return {
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) => {
      const millis = Duration.toMillis(duration)
      const passed = Effect.sync(() => {
        now += millis
      })
      return Effect.andThen(
        Effect.repeat(Effect.yieldNow, { times: Math.min(Math.ceil(millis), turns) }),
        passed
      )
    }
  }
})
