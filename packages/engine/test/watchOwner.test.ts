import { assert, describe, it } from "@effect/vitest"
import { LivenessChannel } from "@job-lifecycle/engine"
import { sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { watchOwner } from "../src/watching/watchOwner.ts"

describe("an owner that takes no more watchers", () => {
  it.effect("is looked at now and then, though every connection to it ends at once", () =>
    Effect.gen(function* () {
      let looks = 0
      const ended = Effect.succeed<"Ended">("Ended")
      yield* watchOwner(sampleId(1), () => looks++).pipe(
        Effect.provideService(LivenessChannel, {
          open: () => Effect.succeed(() => {}),
          ended: () => ended,
          nudge: () => Effect.void,
          clear: () => Effect.void
        }),
        Effect.forkChild({ startImmediately: true })
      )
      yield* TestClock.adjust("10 seconds")
      // Four attempts a second, with a look before and after each, and one a second besides.
      assert.isAtMost(looks, 100)
    })
  )
})
