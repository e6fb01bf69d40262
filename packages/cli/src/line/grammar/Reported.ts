import type { root } from "./flags.ts"
import type { Plan } from "../Plan.ts"
import type * as Effect from "effect/Effect"

/** Makes the handler of a command: it does nothing but report the plan, with the store that was named. */
export type Reported = (
  make: (root: string | null) => Plan
) => Effect.Effect<void, never, Effect.Services<typeof root>>
