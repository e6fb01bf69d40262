import * as Effect from "effect/Effect"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { Outcome } from "./model/Outcome.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"
import { shortened } from "./model/shortened.ts"
import { voidClaim } from "./settling/voidClaim.ts"

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
export const abandon = Effect.fnUntraced(function* (
  id: JobId,
  reason: NoOwner
): Effect.fn.Return<Job, ReadError, Reading> {
  const job = yield* reconcile(id)
  if (job.state._tag !== "Queued") return job
  const neverStarted = { reason: "SpawnFailed", stderrTail: "", ...reason } as const
  const message = shortened(reason.message)
  yield* voidClaim(id, Outcome.cases.NeverStarted.make({ ...neverStarted, message }))
  return yield* reconcile(id)
})
