import { seededRandom } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/**
 * Runs an effect at once and always alike: its waits pass in no time, and its random numbers are the
 * same every time.
 *
 * @param slept what happens elsewhere while it waits
 */
export const instantly = <A, E>(
  effect: Effect.Effect<A, E>,
  slept: () => void = () => undefined
): A => {
  let now = 1_800_000_000_000
  const millis = () => now
  const nanos = () => BigInt(now) * 1_000_000n
  const next = seededRandom(1)
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.sync(() => {
        now += Duration.toMillis(duration)
        slept()
      })
  }
  const random = {
    nextDoubleUnsafe: next,
    nextIntUnsafe: () => Math.floor(next() * 2 ** 32) - 2 ** 31
  }
  const context = Context.make(Clock.Clock, clock).pipe(Context.add(Random.Random, random))
  return Effect.runSyncWith(context)(effect)
}
