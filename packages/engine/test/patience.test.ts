import { assert, describe, it } from "@effect/vitest"
import { JobNotFound, JobStoreError } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { retryBriefly, retryForever } from "../src/timing/retry.ts"

const nowhere = new JobNotFound({ reference: "00", searched: "s" })
const failing = (reason: JobStoreError["reason"]) =>
  new JobStoreError({ operation: "write", reason, location: "s", detail: "d" })

/** How often something is tried that always fails so, within a time. */
const triesOf = (
  again: typeof retryBriefly,
  error: JobNotFound | JobStoreError,
  within: "619 millis" | "620 millis" | "10 seconds" | "1 hour"
) =>
  Effect.gen(function* () {
    let tries = 0
    const failed = Effect.suspend(() => {
      tries += 1
      return Effect.fail(error)
    })
    const trying = yield* Effect.forkChild(again(failed), { startImmediately: true })
    yield* TestClock.adjust(within)
    yield* Fiber.interrupt(trying)
    return tries
  })

describe("patience", () => {
  for (const reason of ["NoSpace", "Unexpected"] as const) {
    it.effect(`tries what failed as ${reason} five times more, within 620 ms`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* triesOf(retryBriefly, failing(reason), "619 millis"), 5)
        assert.strictEqual(yield* triesOf(retryBriefly, failing(reason), "620 millis"), 6)
        assert.strictEqual(yield* triesOf(retryBriefly, failing(reason), "1 hour"), 6)
      })
    )
  }

  it.effect("tries nothing again that will not pass by itself", () =>
    Effect.gen(function* () {
      for (const reason of ["Unreadable", "NotWritable", "ForeignOwner", "NewerFormat"] as const) {
        assert.strictEqual(yield* triesOf(retryBriefly, failing(reason), "1 hour"), 1, reason)
      }
      assert.strictEqual(yield* triesOf(retryBriefly, nowhere, "1 hour"), 1)
    })
  )
})

describe("persistence", () => {
  it.effect("goes on whatever the store's trouble is, at least every half a minute (I5)", () =>
    Effect.gen(function* () {
      for (const reason of ["Unexpected", "NotWritable"] as const) {
        // After 0.1, 0.3, 0.7, 1.5, 3.1 and 6.3 seconds.
        assert.strictEqual(yield* triesOf(retryForever, failing(reason), "10 seconds"), 7)
        assert.isAtLeast(yield* triesOf(retryForever, failing(reason), "1 hour"), 120)
      }
    })
  )

  it.effect("looks for no job again that is nowhere", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* triesOf(retryForever, nowhere, "1 hour"), 1)
    })
  )
})
