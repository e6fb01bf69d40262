import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { checkOptions, flag, judgedElsewhere } from "./model/checkOptions.ts"
import type { InvalidRequest, JobStoreError } from "./model/errors.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { fromInput } from "./model/Limits.ts"
import { list } from "./list.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import type { Reading } from "./contracts/Platform.ts"
import { reconcile } from "./repair/reconcile.ts"
import type { KeptReason, RetentionPolicy } from "./model/retention.ts"
import { defaultRetention, isAsJudged, isNamedBy, whyKept } from "./model/retention.ts"
import { wholeNumber } from "./model/wholeNumber.ts"

/** What is to go. Neither limit given: what goes by itself (30 days, or beyond the newest 1,000). */
export interface PruneOptions {
  /** Keeps the newest so many settled jobs. */
  readonly keep?: number | undefined
  /** Removes what ended longer ago than this. */
  readonly olderThan?: Duration.Input | undefined
  /** Removes jobs too whose outcome nobody has seen. Default false. */
  readonly includeUnread?: boolean | undefined
  /** Only says what would go. Default false. */
  readonly dryRun?: boolean | undefined
}

/** What became of the settled jobs. */
export interface PruneReport {
  /** The jobs that went, or would go, as they were; newest first. */
  readonly removed: ReadonlyArray<Job>
  /** How many settled jobs stay, by the reason. */
  readonly kept: { readonly [Reason in KeptReason]?: number }
  /** How many pieces of half-made and half-removed jobs were cleared away. */
  readonly swept: number
  readonly dryRun: boolean
}

/**
 * Removes settled jobs by a policy, and clears away what crashed processes left half-made.
 *
 * Every job is reconciled before it is judged, and judged once more after the store has taken it
 * out of everyone's reach: what changed in between is put back. It removes only what it listed
 * itself, and may run beside writers, readers and another prune. Fails when nothing could be removed of
 * what was to go, or be cleared away; what stays beside jobs that went is logged as a warning.
 */
export const prune: (
  options?: PruneOptions
) => Effect.Effect<PruneReport, InvalidRequest | JobStoreError, Reading> = Effect.fnUntraced(
  function* (options = {}) {
    const store = yield* JobStore
    const policy = yield* policyOf(options)
    const dryRun = options.dryRun ?? false
    // Jobs whose owner is gone are settled first, so that they are judged like the others.
    const { jobs } = yield* list({ limit: 0 })
    const removed: Array<Job> = []
    const { kept, refused } = yield* pruneBy(policy, dryRun, (job) => void removed.push(job))
    if (refused !== null) {
      if (removed.length === 0) return yield* refused
      yield* Effect.logWarning(`Not every job could be removed: ${refused.message}`)
    }
    const unlisted = new Set<JobId>(yield* store.active)
    const swept = dryRun ? 0 : yield* sweptBeside(removed)
    return { removed, kept: withOpen(kept, jobs, unlisted), swept, dryRun }
  }
)

/** Clears away. Where that fails whoever asked is told all the same which jobs went. */
const sweptBeside = (removed: ReadonlyArray<Job>) =>
  Effect.flatMap(JobStore, (store) => store.sweep({ everywhere: true })).pipe(
    Effect.catchIf(
      () => removed.length > 0,
      (error) =>
        Effect.as(Effect.logWarning(`Not everything could be cleared away: ${error.message}`), 0)
    )
  )

/**
 * Counts the settled jobs that are never judged, because they stay among the open ones: those whose
 * work runs on or cannot be seen, and those that could not be listed as settled, as on a disk that is full.
 */
const withOpen = (
  kept: PruneReport["kept"],
  open: ReadonlyArray<Job>,
  active: ReadonlySet<JobId>
) => {
  const counts = { ...kept }
  for (const { id, saved, state } of open) {
    if (!saved || state._tag !== "Settled") continue
    if (state.work !== "Running" && !active.has(id)) continue
    const reason = reasons[state.work]
    counts[reason] = (counts[reason] ?? 0) + 1
  }
  return counts
}

const reasons = { Running: "WorkRunning", Unknown: "WorkUnknown", Stopped: "Unremovable" } as const

/**
 * The same without a look at open jobs and at leavings, a job at a time: others run in between. Each that
 * went is told and not kept, with a result that may be large. One that the store cannot take away holds up
 * no other; `refused` is the first word of it.
 */
export const pruneBy = Effect.fnUntraced(function* (
  policy: RetentionPolicy,
  dryRun: boolean,
  onRemoved: (job: Job) => void
) {
  const store = yield* JobStore
  const active = new Set<JobId>(yield* store.active)
  const settled = (yield* store.history).filter(({ id }) => !active.has(id))
  const now = yield* Clock.currentTimeMillis
  const kept: { [Reason in KeptReason]?: number } = {}
  let refused: JobStoreError | null = null
  for (const [rank, { id, settledAt }] of settled.entries()) {
    const fate = isNamedBy(policy, rank, settledAt, now)
      ? yield* tryRemove(id, policy, dryRun).pipe(
          Effect.catch((error) => {
            refused ??= error
            return Effect.succeed("Unremovable" as const)
          })
        )
      : "Recent"
    if (typeof fate !== "string") onRemoved(fate)
    else if (fate !== "NoJob") kept[fate] = (kept[fate] ?? 0) + 1
    if (fate !== "Recent") yield* Effect.yieldNow
  }
  return { kept, refused: refused as JobStoreError | null }
})

/** Answers the job that went, why it stays, or that there is none any more. */
const tryRemove = Effect.fnUntraced(
  function* (id: JobId, policy: RetentionPolicy, dryRun: boolean) {
    const store = yield* JobStore
    // Two files to look at, for jobs that nobody ever reads and every pass meets again.
    if (!policy.includeUnread && (yield* store.standing(id, "read")) === null) {
      if ((yield* store.standing(id, "outcome")) !== null) return "Unread"
    }
    const job = yield* reconcile(id, "leave")
    const evidence = job.owner === null ? null : yield* (yield* OwnerProbe).observe(job.owner)
    const reason = whyKept(policy, job, evidence, yield* Clock.currentTimeMillis)
    if (reason !== null) return reason
    if (dryRun) return job
    const answer = yield* store.remove(id, (facts) => isAsJudged(policy, facts, job))
    return answer === "Removed" ? job : answer === "Refused" ? "Changed" : "NoJob"
  },
  Effect.catchTags({
    JobNotFound: () => Effect.succeed("NoJob" as const),
    JobDamaged: () => Effect.succeed("Damaged" as const),
    JobStoreError: (error) =>
      error.reason === "Unreadable" ? Effect.succeed("Damaged" as const) : Effect.fail(error)
  })
)

const policyOf = Effect.fnUntraced(function* (
  options: PruneOptions
): Effect.fn.Return<RetentionPolicy, InvalidRequest> {
  yield* checkOptions(options, {
    keep: judgedElsewhere,
    olderThan: judgedElsewhere,
    includeUnread: flag,
    dryRun: flag
  })
  const { keep = null, olderThan = null } = options
  if (keep !== null) yield* wholeNumber("keep", keep)
  const includeUnread = options.includeUnread ?? false
  if (keep === null && olderThan === null) return { ...defaultRetention, includeUnread }
  return {
    keep,
    olderThanMillis: olderThan === null ? null : yield* fromInput("olderThan", olderThan),
    includeUnread
  }
})
