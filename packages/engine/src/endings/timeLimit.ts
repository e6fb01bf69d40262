import * as Effect from "effect/Effect"
import { inBackground } from "../BackgroundClock.ts"
import { Outcome } from "../Outcome.ts"
import { sleepAwake } from "../sleepAwake.ts"

/** Ends when the work has had its total time, as far as this process saw it pass. */
export const timeLimit = (limitMillis: number | null): Effect.Effect<Outcome> =>
  limitMillis === null
    ? Effect.never
    : Effect.as(sleepAwake(limitMillis), Outcome.cases.TimedOut.make({ limitMillis })).pipe(
        inBackground
      )
