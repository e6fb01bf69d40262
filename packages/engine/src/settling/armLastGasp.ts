import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { OwnedClaim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { Outcome } from "../model/Outcome.ts"
import type { WorkIdentity } from "../model/OwnerIdentity.ts"
import { workAfterOwner } from "../model/workAfterOwner.ts"

/** Prepares the last gasp. Without it a full disk can hide the ending until a reader infers it. */
export const armLastGasp = (job: {
  readonly id: JobId
  readonly request: JobRequest
  readonly claim: OwnedClaim
  /** What was started outside the owner's process, once there is something. */
  readonly work?: WorkIdentity | null
}): Effect.Effect<void, never, JobStore> =>
  Effect.gen(function* () {
    const store = yield* JobStore
    yield* store.arm(job.id, {
      outcome: Outcome.cases.Orphaned.make({
        reason: "Unreported",
        evidence: "the owner's process ended and could not say how"
      }),
      settledBy: "Owner",
      settledAt: yield* Clock.currentTimeMillis,
      work: workAfterOwner(job.request, job.work ?? null),
      nonce: job.claim.nonce
    })
  }).pipe(
    Effect.catch((error) => Effect.logWarning(`The last gasp is not armed: ${error.message}`))
  )
