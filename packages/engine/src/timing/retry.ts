import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { inBackground } from "../contracts/BackgroundClock.ts"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"

/** Tries what may be a passing trouble again: five times more, 20 ms to 320 ms apart, 620 ms in all. */
export const retryBriefly = <A, E extends JobNotFound | JobStoreError, R>(
  use: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => Effect.retry(use, { schedule: aMoment, while: isPassing })

const aMoment = Schedule.exponential("20 millis").pipe(Schedule.upTo({ times: 5 }))

const isPassing = (error: JobNotFound | JobStoreError): boolean =>
  error._tag === "JobStoreError" && (error.reason === "NoSpace" || error.reason === "Unexpected")

/**
 * Goes on trying for as long as this process lives, with pauses from a tenth of a second up to half
 * a minute, which hold no process. A job that is nowhere is not looked for again.
 */
export const retryForever = <A, E extends JobNotFound | JobStoreError, R>(
  use: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  inBackground(
    Effect.retry(use, { schedule: forEver, while: (error) => error._tag === "JobStoreError" })
  )

const forEver = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("30 seconds")])
