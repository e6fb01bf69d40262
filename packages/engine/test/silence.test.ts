import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { silence } from "../src/endings/silence.ts"

/** A clock on which every wait takes so long, in milliseconds, and how often it was waited. */
const clockOf = (took: (asked: number, nth: number) => number, wall = (now: number) => now) => {
  let now = 0
  let waits = 0
  const millis = () => wall(now)
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
        waits += 1
        if (waits > 100) throw new Error("it waits for ever")
        now += took(Duration.toMillis(duration), waits)
      })
  }
  return { clock, waits: () => waits }
}

describe("silence", () => {
  it("is as long as its limit, in eight slices", () => {
    const { clock, waits } = clockOf((asked) => asked)
    const ending = silence(8_000, { count: 0, last: "a line" })
    const outcome = Effect.runSync(Effect.provideService(ending, Clock.Clock, clock))
    assert.deepInclude(outcome, { _tag: "Stalled", silenceMillis: 8_000, lastEvent: "a line" })
    assert.strictEqual(waits(), 8)
  })

  it("is as long, however often the wall clock is set meanwhile", () => {
    const day = 86_400_000
    const { clock, waits } = clockOf(
      (asked) => asked,
      (now) => now * day
    )
    const ending = silence(8_000, { count: 0, last: null })
    Effect.runSync(Effect.provideService(ending, Clock.Clock, clock))
    assert.strictEqual(waits(), 8)
  })

  it("is as long however slowly its owner runs, up to twice as slowly and a second", () => {
    for (const slowly of [(asked: number) => 2 * asked, (asked: number) => 2 * asked + 1_000]) {
      for (const limit of [8_000, 600_000]) {
        const { clock, waits } = clockOf(slowly)
        const ending = silence(limit, { count: 0, last: null })
        Effect.runSync(Effect.provideService(ending, Clock.Clock, clock))
        assert.strictEqual(waits(), 8)
      }
    }
  })

  it("begins anew when its owner ran more slowly than that", () => {
    for (const limit of [8_000, 600_000]) {
      const { clock, waits } = clockOf((asked, nth) => (nth === 5 ? 2 * asked + 1_001 : asked))
      const ending = silence(limit, { count: 0, last: null })
      Effect.runSync(Effect.provideService(ending, Clock.Clock, clock))
      assert.strictEqual(waits(), 5 + 8)
    }
  })

  it("begins anew after a time in which its owner did not run", () => {
    const hour = 3_600_000
    const { clock, waits } = clockOf((asked, nth) => (nth === 5 ? asked + hour : asked))
    const ending = silence(8_000, { count: 0, last: null })
    Effect.runSync(Effect.provideService(ending, Clock.Clock, clock))
    assert.strictEqual(waits(), 5 + 8)
  })
})
