import * as Effect from "effect/Effect"
import type { Job } from "./Job.ts"
import type { JobId } from "./JobId.ts"
import type { JobStore } from "./JobStore.ts"
import { Outcome } from "./Outcome.ts"
import type { OwnerProbe } from "./OwnerProbe.ts"
import type { ReadError } from "./reconcile.ts"
import { reconcile } from "./reconcile.ts"
import { voidClaim } from "./voidClaim.ts"
import type { WorkStopper } from "./WorkStopper.ts"

/**
 * Why the owner that was to come will not. `code` is the platform's, for example `EAGAIN`. Without a
 * `stderrTail` the record has what the store kept of its start.
 */
export interface NoOwner {
  readonly message: string
  readonly code: string | null
  readonly stderrTail?: string
}

/**
 * Ends a job that nobody has claimed and nobody will, as `NeverStarted`, and answers it as it
 * stands. A job that was claimed after all is left to its owner.
 */
export const abandon = (
  id: JobId,
  reason: NoOwner
): Effect.Effect<Job, ReadError, JobStore | OwnerProbe | WorkStopper> =>
  Effect.gen(function* () {
    const job = yield* reconcile(id)
    if (job.state._tag !== "Queued") return job
    yield* voidClaim(
      id,
      Outcome.cases.NeverStarted.make({ reason: "SpawnFailed", stderrTail: "", ...reason })
    )
    return yield* reconcile(id)
  })
