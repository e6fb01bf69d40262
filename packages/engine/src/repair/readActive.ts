import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { JobStore } from "../contracts/JobStore.ts"
import type { Job } from "../model/Job.ts"
import type { JobId } from "../model/JobId.ts"
import type { WorkState } from "../model/Outcome.ts"
import { isUpstreamAlone } from "../model/workAfterOwner.ts"
import { enterInListing } from "../settling/enterInListing.ts"
import type { OrphanedWork } from "./orphanedWork.ts"
import { isUpstreamAloneLeft } from "./orphanedWork.ts"
import { readAll } from "./readAll.ts"

/**
 * Reads active jobs, and takes those out of the index that are over: an owner that ended between
 * its outcome and its last step has left that to us.
 */
export const readActive = (ids: ReadonlyArray<JobId>, orphans: OrphanedWork, concurrency = 1) =>
  Effect.tap(readAll(ids, orphans, concurrency), ({ jobs }) =>
    Effect.forEach(jobs.flatMap(overOf), (over) => Effect.ignore(leaveActive(over)), {
      discard: true
    })
  )

const overOf = (job: Job) =>
  job.saved && job.state._tag === "Settled" && job.state.work !== "Running"
    ? [{ job, seen: job.state.work }]
    : []

/** An upstream turn is looked for by nobody: see `followWork`. */
const patienceWith = (job: Job): number =>
  isUpstreamAlone(job) ? -Infinity : job.request.limits.lostMillis

/**
 * What a look has seen of the work is not always on record: that it stopped could not be written, or
 * nothing can be seen of it from here. Then somebody has yet to look after it; whoever has not come by the
 * lost-deadline is no longer waited for.
 */
const leaveActive = Effect.fnUntraced(function* (over: {
  readonly job: Job
  readonly seen: WorkState
}) {
  const { job, seen } = over
  const { id } = job
  const outcome = yield* (yield* JobStore).standing(id, "outcome")
  if (outcome === null) return
  const isWhole = outcome.work === "Stopped" || (yield* hasWorkStopped(id))
  const since = (yield* Clock.currentTimeMillis) - outcome.settledAt
  const isGivenUp = seen === "Unknown" && since > patienceWith(job)
  if (isWhole || isGivenUp || (seen === "Unknown" && (yield* isUpstreamAloneLeft(job)))) {
    yield* enterInListing(id, outcome, true)
  }
})

const hasWorkStopped = (id: JobId) =>
  Effect.flatMap(JobStore, (store) => store.standing(id, "workStopped")).pipe(
    Effect.map((stopped) => stopped !== null),
    // What is there and cannot be read will never be written again.
    Effect.catch((error) => Effect.succeed(error.reason === "Unreadable"))
  )
