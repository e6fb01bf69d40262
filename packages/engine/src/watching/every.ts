import * as Effect from "effect/Effect"

/** Calls `look` at once, and so many milliseconds after each time. Never ends. */
export const every = (millis: number, look: () => void): Effect.Effect<never> =>
  Effect.forever(Effect.andThen(Effect.sync(look), Effect.sleep(millis)))
