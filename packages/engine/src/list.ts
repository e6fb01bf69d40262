import * as Effect from "effect/Effect"
import { checkOptions, judgedElsewhere, text } from "./model/checkOptions.ts"
import { byOpenThenNewest } from "./model/byOpenThenNewest.ts"
import type { InvalidRequest, JobDamaged, JobStoreError } from "./model/errors.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { readActive } from "./repair/readActive.ts"
import { readAll } from "./repair/readAll.ts"
import { observeOnce } from "./repair/observeOnce.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import type { Reading } from "./contracts/Platform.ts"
import { wholeNumber } from "./model/wholeNumber.ts"

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
export const farthest = 1_000

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
