import * as Effect from "effect/Effect"

/**
 * Whether this is an Effect that nobody ran: the JSON that it has tells nothing of what it would give. An exit
 * is no other value than `Effect.succeed` or `Effect.fail` give, and counts as one; a tagged error is a value.
 */
export const isUnrun = (value: unknown): boolean => {
  try {
    return Effect.isEffect(value) && !(value instanceof Error)
  } catch {
    return false
  }
}
