import * as Effect from "effect/Effect"
import type { TerminationSignal } from "../model/Outcome.ts"
import { Outcome } from "../model/Outcome.ts"

/** Ends when a termination signal reaches the owner. */
export const terminationSignal = (received: Effect.Effect<TerminationSignal>) =>
  Effect.map(received, (signal): Outcome => Outcome.cases.Signalled.make({ signal }))
