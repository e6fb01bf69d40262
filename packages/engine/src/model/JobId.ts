import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"

/**
 * Names one job for ever. Sixteen hexadecimal digits, random from the first, so that a short
 * prefix is unambiguous and no path can be made of one.
 */
export const JobId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/)).pipe(
  Schema.brand("JobId")
)
export type JobId = typeof JobId.Type

export const isJobId = Schema.is(JobId)

/** 32 bits of a draw from [0, 1): its highest ones, for the lowest of a scaled number are not random. */
const word = (draw: number): string =>
  Math.floor(draw * 2 ** 32)
    .toString(16)
    .padStart(8, "0")

/** Draws a new id from `Random`. Submission is exclusive, so a repeated draw is refused there. */
export const makeJobId: Effect.Effect<JobId> = Effect.gen(function* () {
  const random = yield* Random.Random
  return (word(random.nextDoubleUnsafe()) + word(random.nextDoubleUnsafe())) as JobId
})

/** Draws a nonce: sixteen hexadecimal digits that tell one writer's fact from another's. */
export const makeNonce: Effect.Effect<string> = makeJobId
