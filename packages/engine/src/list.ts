import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { EndHook } from "./contracts/EndHook.ts"
import { checkOptions, judgedElsewhere, text } from "./model/checkOptions.ts"
import type { InvalidRequest, JobStoreError } from "./model/errors.ts"
import { JobDamaged } from "./model/errors.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { observeOnce } from "./repair/observeOnce.ts"
import type { OrphanedWork } from "./repair/orphanedWork.ts"
import { isUpstreamAloneLeft } from "./repair/orphanedWork.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import type { WorkState } from "./model/Outcome.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { TerminationSignals } from "./contracts/TerminationSignals.ts"
import { reconcile } from "./repair/reconcile.ts"
import { runEndHook } from "./repair/runEndHook.ts"
import { index } from "./settling/settle.ts"
import { wholeNumber } from "./model/wholeNumber.ts"
import { isUpstreamAlone } from "./model/workAfterOwner.ts"

/** What of a store is listed. */
export interface ListOptions {
  /**
   * How many settled jobs to show, newest first; `Infinity` for all. Default 10; open ones are
   * always shown. With 0 the listing of settled ones is not even read.
   */
  readonly limit?: number | undefined
  /**
   * Shows only the jobs of this session, settled ones among the newest thousand of all sessions. A
   * filter, never an input to any decision.
   */
  readonly session?: string | undefined
}

/** Reconciled jobs, open ones first, newest first; and what could not be read. */
export interface Listing {
  readonly jobs: ReadonlyArray<Job>
  readonly damaged: ReadonlyArray<JobDamaged>
}

/** Validates the caller's options, then lists. */
export const listAsked = Effect.fnUntraced(function* (
  options?: ListOptions
): Effect.fn.Return<Listing, InvalidRequest | JobStoreError, Reading> {
  yield* checkOptions(options ?? {}, { limit: judgedElsewhere, session: text })
  const limit = options?.limit ?? null
  if (limit !== null && limit !== Infinity) yield* wholeNumber("limit", limit)
  return yield* list(options ?? {})
})

/** How far back settled jobs are looked through, so that a read never grows with history. */
const farthest = 1_000

/**
 * Lists jobs: every active one is reconciled first, and only then sorted, so that a job which
 * this very read settled is always shown.
 */
export const list: (options?: ListOptions) => Effect.Effect<Listing, JobStoreError, Reading> =
  Effect.fnUntraced(
    function* (options = {}) {
      const store = yield* JobStore
      const limit = options.limit ?? 10
      const active = yield* store.active
      const open = yield* readActive(active, "signal")
      const known = new Set<JobId>(active)
      const session = options.session ?? null
      const reach = session === null || limit === 0 ? limit : Math.max(limit, farthest)
      const newest = reach === 0 ? [] : (yield* store.settled(reach)).filter((id) => !known.has(id))
      const settled = yield* readAll(newest, "signal")
      const mine = (job: Job) => session === null || job.request.session === session
      return {
        jobs: [
          ...open.jobs.filter(mine),
          ...settled.jobs.filter(mine).sort(byOpenThenNewest).slice(0, limit)
        ].sort(byOpenThenNewest),
        damaged: [...open.damaged, ...settled.damaged]
      }
    },
    Effect.updateService(OwnerProbe, observeOnce)
  )

/**
 * Reconciles every active job, stops the commands of owners that are gone, and runs what they did not
 * live to run at the end. Where there is a hook for that (`EndHook`) the newest thousand that an earlier
 * read had settled are looked at too; what runs on of those is stopped last: an older version keeps no job
 * among the active ones whose work is unknown. They are listed as well then.
 */
export const reconcileAll: Effect.Effect<Listing, JobStoreError, Reading | TerminationSignals> =
  Effect.gen(function* () {
    const store = yield* JobStore
    const active = yield* store.active
    const { damaged, jobs } = yield* readActive(active, "stop", 16)
    if ((yield* EndHook) !== null) {
      const known = new Set<JobId>(active)
      const listed = yield* Effect.result(store.settled(farthest))
      const newest = Result.getOrElse(listed, () => []).filter((id) => !known.has(id))
      const others = (yield* readAll(newest, "leave", 16)).jobs
      for (const { hook, id, request } of [...jobs, ...others]) {
        if (request.onEnd !== undefined && hook.started === null) yield* runEndHook(id, "Reader")
      }
      const running = others.filter(runsOn).map(({ id }) => id)
      jobs.push(...(yield* readAll(running, "stop", 16)).jobs)
      // What could be done is done.
      yield* Effect.fromResult(listed)
    }
    return { jobs: jobs.sort(byOpenThenNewest), damaged }
  })

const runsOn = ({ state }: Job) => state._tag === "Settled" && state.work === "Running"

/**
 * Reads active jobs, and takes those out of the index that are over: an owner that ended between
 * its outcome and its last step has left that to us.
 */
const readActive = (ids: ReadonlyArray<JobId>, orphans: OrphanedWork, concurrency = 1) =>
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
    yield* index(id, outcome, true)
  }
})

const hasWorkStopped = (id: JobId) =>
  Effect.flatMap(JobStore, (store) => store.standing(id, "workStopped")).pipe(
    Effect.map((stopped) => stopped !== null),
    // What is there and cannot be read will never be written again.
    Effect.catch((error) => Effect.succeed(error.reason === "Unreadable"))
  )

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

const sortKey = (job: Job): number =>
  job.state._tag === "Settled" ? job.state.settlement.settledAt : job.createdAt

const byOpenThenNewest = (a: Job, b: Job): number => {
  const openA = a.state._tag === "Settled" ? 1 : 0
  const openB = b.state._tag === "Settled" ? 1 : 0
  return openA - openB || sortKey(b) - sortKey(a) || (a.id < b.id ? -1 : 1)
}
