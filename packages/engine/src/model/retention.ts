import type { JobFacts } from "./facts.ts"
import type { Job } from "./Job.ts"
import type { Evidence } from "./OwnerIdentity.ts"

/** Which settled jobs are to go: whatever one of the two limits names. Null names nothing. */
export interface RetentionPolicy {
  /** All but the newest so many. */
  readonly keep: number | null
  /** What ended longer ago than this. */
  readonly olderThanMillis: number | null
  /** Takes jobs too whose outcome nobody has seen. */
  readonly includeUnread: boolean
}

const dayMillis = 24 * 3_600_000

/** What goes by itself, once a day, by whoever submits. */
export const defaultRetention: RetentionPolicy = {
  keep: 1_000,
  olderThanMillis: 30 * dayMillis,
  includeUnread: false
}

/**
 * Why a settled job was not removed. `Recent`: the policy does not name it. `JustEnded`: its owner
 * may still have a last word to write. `OwnerNotGone`: a reader gave its owner up, and nothing
 * proves that owner dead. `Changed`: something was written about it while it was being taken.
 * `Unremovable`: the store could not take it away.
 */
export type KeptReason =
  | "Recent"
  | "Unread"
  | "Open"
  | "WorkRunning"
  | "WorkUnknown"
  | "OwnerNotGone"
  | "JustEnded"
  | "Damaged"
  | "Changed"
  | "Unremovable"

/**
 * Answers whether a policy names the job at this place of the newest-first listing.
 *
 * @param rank how many settled jobs are newer
 */
export const isNamedBy = (
  policy: RetentionPolicy,
  rank: number,
  settledAt: number,
  now: number
): boolean =>
  (policy.keep !== null && rank >= policy.keep) ||
  (policy.olderThanMillis !== null && now - settledAt > policy.olderThanMillis)

/** An owner that lives has this long for what follows its outcome: its listing, its read mark. */
const lastWordMillis = 60_000

/**
 * Decides whether a job that the policy names may go; null: it may. Pure and total.
 *
 * Law (I8 nothing-lost): only a job that is over on record, whose owner wrote that itself or is
 * proven gone, whose work is not running, and whose outcome somebody saw unless the policy says
 * otherwise. Doubt keeps it (I7 unknown-stays-unknown), and damage too: a person is to look at it.
 *
 * @param job as it was just reconciled
 * @param evidence of its owner; null when it never had one
 */
export const whyKept = (
  policy: RetentionPolicy,
  job: Job,
  evidence: Evidence | null,
  now: number
): KeptReason | null => {
  if (job.state._tag !== "Settled" || !job.saved) return "Open"
  if (job.unreadable.length > 0) return "Damaged"
  const { read, settlement, work } = job.state
  if (work === "Running") return "WorkRunning"
  const ownerGone = evidence === null || evidence._tag === "Gone"
  if (!ownerGone) {
    if (settlement.settledBy === "Reader") return "OwnerNotGone"
    if (work === "Unknown") return "WorkUnknown"
    if (now - settlement.settledAt < lastWordMillis) return "JustEnded"
  }
  return read || policy.includeUnread ? null : "Unread"
}

/**
 * Answers whether a job that was taken out of everyone's reach is still what was judged before:
 * the same outcome, nothing heard since. What was acknowledged to a late writer is never lost.
 */
export const isAsJudged = (policy: RetentionPolicy, facts: JobFacts, judged: Job): boolean => {
  if (judged.state._tag !== "Settled" || facts.settlement === null) return false
  const { settlement } = judged.state
  return (
    facts.settlement.nonce === settlement.nonce &&
    facts.settlement.settledAt === settlement.settledAt &&
    facts.created.createdAt === judged.createdAt &&
    facts.unreadable.length === 0 &&
    (facts.settlement.work !== "Running" || facts.workStopped !== null) &&
    (facts.read !== null || policy.includeUnread) &&
    (facts.late === null) === (judged.late === null) &&
    (facts.lastLogAt ?? 0) <= judged.lastEventAt
  )
}
