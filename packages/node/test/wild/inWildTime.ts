import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { WildTree } from "./WildTree.ts"

/** Runs an effect at once: its waits pass in no time, and what lives in the tree lives meanwhile. */
export const inWildTime = <A>(tree: WildTree, effect: Effect.Effect<A>): A => {
  let now = 0
  const millis = () => now
  const nanos = () => BigInt(now) * 1_000_000n
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.sync(() => {
        now += Math.max(1, Duration.toMillis(duration))
        tree.pass(3)
      })
  }
  return Effect.runSyncWith(Context.make(Clock.Clock, clock))(effect)
}
