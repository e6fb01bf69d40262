import { assert, describe, it } from "@effect/vitest"
import { BackgroundClock, JobStoreError } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { silence } from "../src/endings/silence.ts"
import { timeLimit } from "../src/endings/timeLimit.ts"
import { retryForever } from "../src/timing/retry.ts"

const error = new JobStoreError({
  operation: "write",
  reason: "Unexpected",
  location: "s",
  detail: "d"
})

/** Succeeds at the third attempt. */
const atLast = () => {
  let tries = 0
  return Effect.suspend(() => (++tries < 3 ? Effect.fail(error) : Effect.succeed(tries)))
}

const waits: ReadonlyArray<readonly [string, Effect.Effect<unknown, JobStoreError>]> = [
  ["a silence", silence(8_000, { count: 0, last: null })],
  ["a limit", timeLimit(8_000)],
  ["what is tried until it succeeds", retryForever(atLast())]
]

describe("the waits of an owner", () => {
  for (const [name, waiting] of waits) {
    it(`keep no process alive for ${name}: they are on the background clock (Drained)`, () => {
      let slept = 0
      const now = () => BigInt(slept) * 1_000_000_000n
      const clock: Clock.Clock = {
        currentTimeMillisUnsafe: () => slept * 1_000,
        currentTimeMillis: Effect.sync(() => slept * 1_000),
        currentTimeNanosUnsafe: now,
        currentTimeNanos: Effect.sync(now),
        monotonicTimeNanosUnsafe: now,
        monotonicTimeNanos: Effect.sync(now),
        sleep: () => Effect.sync(() => void slept++)
      }
      // Any wait on another clock than this one would have to be waited for.
      Effect.runSync(Effect.provideService(waiting, BackgroundClock, clock))
      assert.isAbove(slept, 1)
    })
  }
})
