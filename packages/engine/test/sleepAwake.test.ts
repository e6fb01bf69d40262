import { assert, describe, it } from "@effect/vitest"
import { sleepAwake } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** A clock that jumps in some of its sleeps, by number, and ends them then, as a suspended machine's does. */
const sleepyClock = (standstills: ReadonlyMap<number, number>) => {
  let [now, awake, sleeps] = [0, 0, 0]
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanosUnsafe: () => BigInt(now) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => BigInt(now) * 1_000_000n,
    monotonicTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
    sleep: (duration) =>
      Effect.sync(() => {
        const standstill = standstills.get(sleeps++)
        const millis = Duration.toMillis(duration)
        if (standstill === undefined) awake += millis
        now += standstill ?? millis
      })
  }
  return { clock, awake: () => awake }
}

describe("a limit", () => {
  it.effect("is not used up by a suspended machine: each standstill costs one slice at most", () =>
    Effect.gen(function* () {
      const hour = 3_600_000
      const standstills = new Map([0, 7, 20].map((sleep, at) => [sleep, [9, 2, -5][at]! * hour]))
      const world = sleepyClock(standstills)
      yield* Effect.provideService(sleepAwake(hour), Clock.Clock, world.clock)
      assert.strictEqual(world.awake(), (hour * (32 - standstills.size)) / 32)
    })
  )
})
