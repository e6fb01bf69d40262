import * as Effect from "effect/Effect"
import type { OwnedClaim } from "./facts.ts"
import type { JobId } from "./JobId.ts"
import { JobStore } from "./JobStore.ts"
import { Outcome } from "./Outcome.ts"
import { settle } from "./settle.ts"

/**
 * Ends a job whose claim was reported as failed and stands all the same. Nothing was started, and
 * nobody else may end the job of a living owner (I4 no-death-without-proof): it would look as if it
 * ran until this process ends.
 */
export const giveBack = (job: {
  readonly id: JobId
  readonly claim: OwnedClaim
}): Effect.Effect<void, never, JobStore> =>
  Effect.gen(function* () {
    const standing = yield* (yield* JobStore).standing(job.id, "claim")
    if (standing?._tag !== "Owned" || standing.nonce !== job.claim.nonce) return
    const outcome = Outcome.cases.NeverStarted.make({
      reason: "SpawnFailed",
      message: "the owner was told that its claim could not be recorded, and started nothing",
      code: null,
      stderrTail: ""
    })
    yield* settle(job.id, { outcome, settledBy: "Owner", work: "Stopped" })
  }).pipe(
    Effect.catch((error) => Effect.logWarning(`Job ${job.id} was not given back: ${error.message}`))
  )
