import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { Settlement, TerminationSignal } from "../model/Outcome.ts"

/** Long enough for somebody to make room on a full disk. */
const longestHold = "1 hour"

/**
 * Keeps the process of a job that ended and whose outcome cannot be written yet, until it can: what that
 * process knows goes with it. Null: it was told to end, or an hour has passed (I11 bounded-endings).
 *
 * @param stands told of the outcome once it stands; of null when nobody tries any more
 */
export const holdOn = (
  stands: Deferred.Deferred<Settlement | null>,
  signalled: Effect.Effect<TerminationSignal>
): Effect.Effect<Settlement | null> =>
  Effect.raceAllFirst([
    Deferred.await(stands),
    Effect.as(signalled, null),
    Effect.as(Effect.sleep(longestHold), null)
  ])
