import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { OwnedClaim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Settlement } from "../model/Outcome.ts"
import { Outcome } from "../model/Outcome.ts"
import { catchStoreDefect } from "./catchStoreDefect.ts"

/**
 * Prepares the last gasp. Without it a full disk can hide the ending until a reader infers it. What is
 * prepared may be written as it is, long after: so it says of no work that it has stopped, and whoever
 * reads it looks.
 */
export const armLastGasp: (job: {
  readonly id: JobId
  readonly claim: OwnedClaim
}) => Effect.Effect<void, never, JobStore> = Effect.fnUntraced(
  function* (job) {
    const store = yield* JobStore
    const prepared: Settlement = {
      outcome: Outcome.cases.Orphaned.make({
        reason: "Unreported",
        evidence: "the owner's process ended and could not say how"
      }),
      settledBy: "Owner",
      settledAt: yield* Clock.currentTimeMillis,
      work: "Running",
      nonce: job.claim.nonce
    }
    yield* catchStoreDefect("prepare the last gasp", () => store.arm(job.id, prepared))
  },
  Effect.catch((error) => Effect.logWarning(`The last gasp is not armed: ${error.message}`))
)
