import * as Effect from "effect/Effect"
import { JobNotFinished } from "./model/errors.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { markRead } from "./markRead.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"

/** Answers the job with its result, or says that it has none yet. */
export const result = Effect.fnUntraced(function* (
  id: JobId
): Effect.fn.Return<Job, JobNotFinished | ReadError, Reading> {
  const job = yield* reconcile(id)
  if (job.state._tag !== "Settled") {
    const searched = (yield* JobStore).location
    return yield* new JobNotFinished({ id, state: job.state._tag.toLowerCase(), searched })
  }
  yield* markRead(id)
  return job
})
