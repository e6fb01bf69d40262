import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Job } from "../model/Job.ts"
import type { JobId } from "../model/JobId.ts"
import type { OwnerIdentity } from "../model/OwnerIdentity.ts"
import type { Reading } from "../contracts/Platform.ts"
import type { ReadError } from "./reconcile.ts"
import { reconcile } from "./reconcile.ts"
import { signs } from "../watching/signs.ts"

/**
 * Reconciles a job at each change of its facts, and when its owner may have died silently, until it
 * is as asked.
 */
export const lookUntil = Effect.fnUntraced(function* (
  id: JobId,
  isDone: (job: Job) => boolean
): Effect.fn.Return<Job, ReadError, Reading | Scope.Scope> {
  const sign = yield* signs(id)
  let owner: OwnerIdentity | null = null
  while (true) {
    yield* sign
    const job: Job = yield* reconcile(id, "signal", owner)
    if (isDone(job)) return job
    owner = job.owner
  }
}, Effect.scoped)
