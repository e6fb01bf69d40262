import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

const often = Schedule.spaced("5 millis")

/** Polls a real condition. The deadline is far beyond anything but a failure. */
export const untilTrue = (what: string, condition: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry({ schedule: often }),
    Effect.timeoutOrElse({
      duration: "20 seconds",
      orElse: () => Effect.die(new Error(`never became true: ${what}`))
    }),
    Effect.orDie
  )
