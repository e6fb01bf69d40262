import type { JobFacts, OwnedClaim } from "../model/facts.ts"
import type { Health } from "../model/Job.ts"
import type { Lease } from "../model/Lease.ts"
import { doubtMillis, unknownLease } from "../model/Lease.ts"
import { Outcome } from "../model/Outcome.ts"
import type { Evidence } from "../model/OwnerIdentity.ts"
import { ownProgress } from "../model/ownProgress.ts"
import { underCancel } from "../model/underCancel.ts"

/** What record and evidence amount to. */
export type Diagnosis =
  /** Nothing may be written. */
  | { readonly _tag: "Leave"; readonly health: Health }
  /** No outcome may be written yet: note since when that is waited for, and look again later. */
  | { readonly _tag: "Doubt"; readonly health: Health }
  /** Nobody claimed it: publish a void claim under the claim's name, then this outcome. */
  | { readonly _tag: "VoidAndSettle"; readonly outcome: Outcome }
  /** Its owner is gone: settle as this. `askHost`: the host may know better first. */
  | { readonly _tag: "Settle"; readonly outcome: Outcome; readonly askHost: boolean }

const quietAfterMillis = 60_000

/**
 * How long after its submission a job's launcher can have an owner under way that nobody can see
 * yet: between fork and exec, a few milliseconds on an idle machine.
 */
export const launchMillis = 2_000

/**
 * Decides what one look at a job means. Pure and total: no clock, no store, no probe.
 *
 * Laws: a job whose owner may live is left alone (I4 no-death-without-proof; the sole exception is
 * `Lost`, past the lost-deadline, and then only when the owner's lease was in doubt for three
 * renewals). `Unknown` evidence writes nothing before that (I7). A result that was durable before its
 * owner died is the outcome; with a cancel intent on record everything else is `Cancelled`.
 *
 * @param evidence of the owner; of a job that nobody has claimed, of those who could still do so
 * (`observeLaunch`), or null where that is anybody
 * @param now wall time in milliseconds
 * @param lease of the owner; matters when the evidence is `Unknown`. Of a job that nobody has claimed,
 * for how long readers have waited; matters when it was submitted in the future
 */
export const diagnose = (
  facts: JobFacts,
  evidence: Evidence | null,
  now: number,
  lease: Lease = unknownLease
): Diagnosis => {
  if (facts.settlement !== null) return { _tag: "Leave", health: { _tag: "Over" } }
  if (facts.claim === null) return diagnoseUnclaimed(facts, evidence, now, lease.doubtedMillis)
  if (facts.claim._tag === "Void") {
    return { _tag: "VoidAndSettle", outcome: facts.claim.outcome }
  }
  const claim = facts.claim
  switch (evidence?._tag) {
    case "Alive":
      return { _tag: "Leave", health: healthOfLiving(facts, claim, evidence.frozen, now) }
    case "Gone":
      return settleAsLeft(facts, evidence)
    case "Unknown":
    case undefined: {
      const reason = evidence?.reason ?? "nobody looked at its owner"
      return diagnoseUnseen(facts, reason, lease, now - lastSign(facts, claim), now)
    }
  }
}

/** What an owner that is gone has left is the end of its job. */
const settleAsLeft = (facts: JobFacts, { detail, reason }: Gone): Diagnosis => {
  if (facts.result !== null) return settleAs(completed, false)
  const orphaned = Outcome.cases.Orphaned.make({ reason, evidence: detail })
  return settleAs(underCancel(orphaned, facts.cancel), facts.cancel === null)
}

/** Of an owner that cannot be examined its own signs are all that is known. */
const diagnoseUnseen = (
  facts: JobFacts,
  reason: string,
  { ageMillis, doubtedMillis }: Lease,
  byWallMillis: number,
  now: number
): Diagnosis => {
  const { limits } = facts.created.request
  // Then nobody knows when that sign was: it is counted from the first look on.
  const isUndated = byWallMillis < 0 && ageMillis === null
  const sinceMillis = isUndated ? (doubtedMillis ?? 0) : sinceLastSign(byWallMillis, ageMillis)
  const health: Health = { _tag: "Unknown", reason, sinceMillis }
  if (isUndated && doubtedMillis === null) return { _tag: "Doubt", health }
  if (sinceMillis <= limits.lostMillis) return { _tag: "Leave", health }
  if (doubtedMillis === null) return { _tag: "Doubt", health }
  if (doubtedMillis < doubtMillis(limits)) return { _tag: "Leave", health }
  if (facts.result !== null) return settleAs(completed, false)
  return settleAs(Outcome.cases.Lost.make({ reason, lastSeenAt: now - sinceMillis }), false)
}

type Gone = Extract<Evidence, { readonly _tag: "Gone" }>

const completed = Outcome.cases.Completed.make({ result: "Recorded" })

const settleAs = (outcome: Outcome, askHost: boolean): Diagnosis => ({
  _tag: "Settle",
  outcome,
  askHost
})

/**
 * Tells whether a job that nobody has claimed was submitted in the future: a clock was set back since,
 * so that only the readers' own waiting says how long ago that was.
 */
export const isAhead = ({ claim, created }: JobFacts, now: number): boolean =>
  claim === null && created.createdAt > now

const diagnoseUnclaimed = (
  facts: JobFacts,
  launch: Evidence | null,
  now: number,
  doubtedMillis: number | null
): Diagnosis => {
  const limit = facts.created.request.limits.claimMillis
  const ahead = isAhead(facts, now)
  const waited = ahead ? (doubtedMillis ?? 0) : now - facts.created.createdAt
  const nobodyComes = launch?._tag === "Gone" && waited > launchMillis
  if (facts.cancel === null && waited <= limit && !nobodyComes) {
    const isNoted = !ahead || doubtedMillis !== null
    return { _tag: isNoted ? "Leave" : "Doubt", health: { _tag: "Waiting" } }
  }
  const why = nobodyComes
    ? ({
        reason: "LauncherGone",
        message: `whoever launched it ended before its owner claimed it (${launch.detail}), and no owner is left`
      } as const)
    : ({
        reason: "ClaimDeadline",
        message: `nobody started it within ${limit} ms of its submission`
      } as const)
  const neverStarted = Outcome.cases.NeverStarted.make({ ...why, code: null, stderrTail: "" })
  return { _tag: "VoidAndSettle", outcome: underCancel(neverStarted, facts.cancel) }
}

const healthOfLiving = (
  facts: JobFacts,
  claim: OwnedClaim,
  frozen: boolean,
  now: number
): Health => {
  if (frozen) return { _tag: "Frozen" }
  const { timeMillis, graceMillis } = facts.created.request.limits
  if (timeMillis !== null) {
    const byMillis = now - claim.claimedAt - timeMillis
    if (byMillis > graceMillis) return { _tag: "Overdue", byMillis }
  }
  const forMillis = now - lastSign(facts, claim)
  return forMillis > quietAfterMillis ? { _tag: "Quiet", forMillis } : { _tag: "Active" }
}

/**
 * How long ago an owner gave its last sign. A sign on the wall clock that lies in the future was
 * given by another clock than ours, so that the lease alone counts then.
 */
const sinceLastSign = (byWallMillis: number, ageMillis: number | null): number => {
  if (ageMillis === null) return byWallMillis
  return byWallMillis < 0 ? ageMillis : Math.min(ageMillis, byWallMillis)
}

/** The newest sign of an owner on record, in wall milliseconds. */
export const lastSign = (facts: JobFacts, claim: OwnedClaim): number =>
  Math.max(
    claim.claimedAt,
    facts.work?.startedAt ?? 0,
    ownProgress(facts)?.at ?? 0,
    facts.lastLogAt ?? 0
  )
