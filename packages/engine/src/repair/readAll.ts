import * as Effect from "effect/Effect"
import type { JobStoreError } from "../model/errors.ts"
import { JobDamaged } from "../model/errors.ts"
import type { Job } from "../model/Job.ts"
import type { JobId } from "../model/JobId.ts"
import type { OrphanedWork } from "./orphanedWork.ts"
import { reconcile } from "./reconcile.ts"

/** Reconciles jobs; one that is gone is left out, and one that cannot be read hides no other. */
export const readAll = Effect.fnUntraced(function* (
  ids: ReadonlyArray<JobId>,
  orphans: OrphanedWork,
  concurrency = 1
) {
  const jobs: Array<Job> = []
  const damaged: Array<JobDamaged> = []
  // Each of several at once counts its steps anew, and would never let a timer run (I11 bounded-endings).
  const pause = concurrency === 1 ? Effect.void : Effect.yieldNow
  yield* Effect.forEach(
    ids,
    (id) =>
      Effect.match(Effect.andThen(pause, reconcile(id, orphans)), {
        onSuccess: (job) => void jobs.push(job),
        onFailure: (error) => {
          if (error._tag === "JobStoreError") damaged.push(unreadableJob(id, error))
          else if (error._tag === "JobDamaged") damaged.push(error)
          // Else it was removed since it was listed, or is not yet submitted in full: none to show.
        }
      }),
    { concurrency, discard: true }
  )
  return { jobs, damaged }
})

const unreadableJob = (id: JobId, error: JobStoreError) =>
  new JobDamaged({
    id,
    fact: "whole",
    detail: `cannot be read (${error.detail})`,
    searched: error.location
  })
