import type { CancelIntent } from "./facts.ts"
import { Outcome } from "./Outcome.ts"

/**
 * Answers the outcome in view of an intent to cancel: with one on record, everything but a
 * completed result is `Cancelled`, by the one who asked. An owner that was lost stays that: it may
 * live, and nobody knows that it heard (I4 no-death-without-proof).
 */
export const underCancel = (outcome: Outcome, cancel: CancelIntent | null): Outcome =>
  cancel === null || outcome._tag === "Completed" || outcome._tag === "Lost"
    ? outcome
    : cancelledBy(cancel)

/** The outcome that an intent to cancel asks for. */
export const cancelledBy = ({ by, reason, requestedAt }: CancelIntent): Outcome =>
  Outcome.cases.Cancelled.make({ by, requestedAt, reason })
