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

const word = (n: number): string => (n >>> 0).toString(16).padStart(8, "0")

/** Draws a new id from `Random`. Submission is exclusive, so a repeated draw is refused there. */
export const makeJobId: Effect.Effect<JobId> = Effect.gen(function* () {
  const random = yield* Random.Random
  return (word(random.nextIntUnsafe()) + word(random.nextIntUnsafe())) as JobId
})

/** Draws a nonce: sixteen hexadecimal digits that tell one writer's fact from another's. */
export const makeNonce: Effect.Effect<string> = makeJobId
