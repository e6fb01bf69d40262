import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { inBackground } from "../BackgroundClock.ts"
import { Outcome } from "../Outcome.ts"

/**
 * Ends when the work has had its total time.
 *
 * Only time that this process saw pass is counted: the limit is slept in slices, and each
 * completed slice counts as what was asked of it. Whenever the process does not run (a suspended
 * machine, SIGSTOP), the slice of that moment alone can end early: 1/32 of the limit.
 */
export const timeLimit = (limitMillis: number | null): Effect.Effect<Outcome> => {
  if (limitMillis === null) return Effect.never
  const slice = Math.max(1, Math.ceil(limitMillis / 32))
  return Effect.gen(function* () {
    for (let left = limitMillis; left > 0; left -= slice) {
      yield* Effect.sleep(Duration.millis(Math.min(slice, left)))
    }
    return Outcome.cases.TimedOut.make({ limitMillis })
  }).pipe(inBackground)
}
