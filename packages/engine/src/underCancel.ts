import type { CancelIntent } from "./facts.ts"
import { Outcome } from "./Outcome.ts"

/**
 * Answers the outcome in view of an intent to cancel: with one on record, everything but a
 * completed result is `Cancelled`, by the one who asked.
 */
export const underCancel = (outcome: Outcome, cancel: CancelIntent | null): Outcome =>
  cancel === null || outcome._tag === "Completed"
    ? outcome
    : Outcome.cases.Cancelled.make({
        by: cancel.by,
        requestedAt: cancel.requestedAt,
        reason: cancel.reason
      })
