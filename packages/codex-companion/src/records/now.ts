import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Wall time in milliseconds. */
export const now = (): number => Effect.runSync(Clock.currentTimeMillis)
