import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { inBackground } from "../contracts/BackgroundClock.ts"
import { Outcome } from "../model/Outcome.ts"

/** Counts what was heard of the work. Written by the runner's context, read by the limit. */
export interface Hearing {
  count: number
  last: string | null
}

/**
 * Ends when nothing was heard of the work for the silence limit.
 *
 * Silence is measured on the owner's monotonic clock, in slices of an eighth of the limit. A slice
 * that took a second more than twice its length means that we ourselves did not run (suspend, stop):
 * what was said meanwhile could not be heard, so a fresh window is granted.
 */
export const silence = (silenceMillis: number | null, hearing: Hearing): Effect.Effect<Outcome> =>
  silenceMillis === null ? Effect.never : inBackground(untilSilent(silenceMillis, hearing))

const untilSilent = Effect.fnUntraced(function* (silenceMillis: number, hearing: Hearing) {
  const slice = Math.max(1, Math.ceil(silenceMillis / 8))
  let count = hearing.count
  let quiet = 0
  while (quiet < silenceMillis) {
    const asked = Math.min(slice, silenceMillis - quiet)
    const before = yield* Clock.monotonicTimeNanos
    yield* Effect.sleep(Duration.millis(asked))
    const took = Number((yield* Clock.monotonicTimeNanos) - before) / 1e6
    const overslept = took > 2 * asked + 1_000
    quiet = hearing.count !== count || overslept ? 0 : quiet + asked
    count = hearing.count
  }
  return Outcome.cases.Stalled.make({ silenceMillis, lastEvent: hearing.last })
})
