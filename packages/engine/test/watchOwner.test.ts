import { assert, describe, it } from "@effect/vitest"
import type { Channel } from "@job-lifecycle/engine"
import { LivenessChannel } from "@job-lifecycle/engine"
import { sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { watchOwner } from "../src/watching/watchOwner.ts"

const quiet: Channel = {
  open: () => Effect.succeed(() => {}),
  ended: () => Effect.never,
  nudge: () => Effect.void,
  clear: () => Effect.void
}

/** How often an owner is looked at within ten seconds. */
const looksWithin10s = (channel: Channel | null) =>
  Effect.gen(function* () {
    let looks = 0
    yield* watchOwner(sampleId(1), () => looks++).pipe(
      Effect.provideService(LivenessChannel, channel),
      Effect.forkChild({ startImmediately: true })
    )
    yield* TestClock.adjust("10 seconds")
    return looks
  })

describe("an owner that takes no more watchers", () => {
  it.effect("is looked at now and then, though every connection to it ends at once", () =>
    Effect.gen(function* () {
      const ended = Effect.succeed<"Ended">("Ended")
      const looks = yield* looksWithin10s({ ...quiet, ended: () => ended })
      // Four attempts a second, with a look before and after each, and one a second besides.
      assert.isAtMost(looks, 100)
      assert.isAtLeast(looks, 80)
    })
  )
})

describe("an owner whose death tells nobody", () => {
  it.effect("is looked at once a second beside a channel that is silent (I5)", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* looksWithin10s(quiet), 11)
    })
  )

  it.effect("is looked at four times a second where there is no channel (I5)", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* looksWithin10s(null), 41)
    })
  )
})
