import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { launchMillis } from "./diagnose.ts"
import type { JobFacts, OwnedClaim } from "../model/facts.ts"
import type { Job } from "../model/Job.ts"
import { adoptOf } from "../model/JobRequest.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { OutcomeTag, Settlement, WorkState } from "../model/Outcome.ts"
import type { Evidence } from "../model/OwnerIdentity.ts"
import { OwnerProbe } from "../contracts/OwnerProbe.ts"
import type { Reading } from "../contracts/Platform.ts"
import { recordWorkStopped } from "../settling/recordWorkStopped.ts"
import { isUpstreamAlone, workAfterOwner } from "../model/workAfterOwner.ts"
import type { WorkTarget } from "../contracts/WorkStopper.ts"
import { targetOf, WorkStopper } from "../contracts/WorkStopper.ts"

/**
 * What a reader does about work that outlives its owner, where the job says that it is not to be
 * left alone. `signal`: one request to end, a kill once the grace has passed, no waiting. `stop`: asks,
 * waits for the grace, kills. `leave`: looks only.
 */
export type OrphanedWork = "signal" | "stop" | "leave"

type Look = (stopper: WorkStopper["Service"], target: WorkTarget) => Effect.Effect<WorkState>

/** Says what the work of a job is doing whose owner is gone or cannot be examined. */
export const judgeWork = (
  facts: JobFacts,
  evidence: Evidence | null
): Effect.Effect<WorkState, never, WorkStopper> => {
  const { claim } = facts
  if (evidence?._tag !== "Gone" || claim?._tag !== "Owned") return Effect.succeed("Unknown")
  return orphanedState(
    facts,
    claim,
    (stopper, target) => stopper.observe(target),
    mayHaveForked(evidence)
  )
}

/**
 * Looks after work that ran on when its job was settled, or of which nobody knew: records that it stopped
 * when it has. It is signalled only when its owner is gone: a living owner is stopping it already.
 */
export const followWork = Effect.fnUntraced(function* (
  read: JobFacts,
  orphans: OrphanedWork
): Effect.fn.Return<JobFacts, never, Reading> {
  const { claim, settlement } = read
  if (settlement === null || settlement.work === "Stopped" || read.workStopped !== null) return read
  if (claim?._tag !== "Owned" || (settlement.work === "Unknown" && isAllUpstream(read))) return read
  const owner = yield* (yield* OwnerProbe).observe(claim.owner)
  // It may have named its work between that reading and its end.
  const again = owner._tag === "Gone" && read.work === null
  const facts = again
    ? yield* Effect.orElseSucceed((yield* JobStore).facts(read.id), () => null)
    : read
  if (facts === null) return read
  const state = yield* lookAfter(facts, claim, owner, orphans)
  if (state !== "Stopped") return { ...facts, settlement: { ...settlement, work: state } }
  yield* recordWorkStopped(facts.id, settlement)
  return { ...facts, workStopped: { at: yield* Clock.currentTimeMillis } }
})

const lookAfter = Effect.fnUntraced(function* (
  facts: JobFacts,
  claim: OwnedClaim,
  owner: Evidence,
  orphans: OrphanedWork
): Effect.fn.Return<WorkState, never, JobStore | WorkStopper> {
  if (owner._tag !== "Gone") {
    // A living owner that has not named its work yet may be about to; whether one lives that
    // cannot be examined, nobody knows.
    if (isInOwner(facts) || facts.work === null) {
      return owner._tag === "Alive" && facts.settlement?.work === "Running" ? "Running" : "Unknown"
    }
    return yield* (yield* WorkStopper).observe(targetOf(claim, facts.work.identity))
  }
  const { graceMillis } = facts.created.request.limits
  const leave = orphans === "leave" || isLeft(facts)
  const isSeen = workAfterOwner(facts.created.request, facts.work?.identity ?? null) === "Running"
  const matters = (isSeen || facts.unreadable.includes("work")) && (!leave || isUnnamed(facts))
  const sinceMillis = matters ? yield* sinceOutcome(facts, claim) : 0
  const kill = sinceMillis > graceMillis
  const look = (stopper: WorkStopper["Service"], target: WorkTarget) => {
    if (leave) return stopper.observe(target)
    return orphans === "stop"
      ? stopper.stop(target, { graceMillis })
      : stopper.signalOnce(target, { kill })
  }
  const mayAppear = sinceMillis <= launchMillis && mayHaveForked(owner)
  const state = yield* orphanedState(facts, claim, look, mayAppear)
  if (orphans !== "stop" || state !== "Running" || !isUnnamed(facts)) return state
  return yield* Effect.delay(orphanedState(facts, claim, look, false), launchMillis)
})

/** Nothing that was forked before the machine was started anew is there any more. */
const mayHaveForked = (owner: Evidence): boolean =>
  !(owner._tag === "Gone" && owner.reason === "Rebooted")

/**
 * How long ago the outcome was recorded. Where that cannot be told it is counted from the first look on,
 * by the clock of the lease: of one that lies in the future, because the clock was set back, and of one
 * that was written as it was prepared, long before.
 */
const sinceOutcome = Effect.fnUntraced(function* (
  { id, settlement }: JobFacts,
  { nonce }: OwnedClaim
): Effect.fn.Return<number, never, JobStore> {
  const sinceMillis = (yield* Clock.currentTimeMillis) - (settlement?.settledAt ?? 0)
  if (sinceMillis >= 0 && !isAsPrepared(settlement)) return sinceMillis
  const noted = (yield* JobStore).doubtLease(id, `${nonce} is over`)
  // Whoever may note nothing goes by the clock that there is.
  return yield* Effect.orElseSucceed(noted, () => Math.max(0, sinceMillis))
})

const isAsPrepared = (settlement: Settlement | null): boolean =>
  settlement?.outcome._tag === "Orphaned" && settlement.outcome.reason === "Unreported"

/**
 * What the work of a dead owner is doing: what can be seen of it, and the rest by what it is.
 *
 * @param mayAppear a command that nobody sees may be seen yet: its owner may have died between the start
 * of it and that record, and a process that was just forked does not carry its token before it has become
 * its program
 */
const orphanedState = (
  facts: JobFacts,
  claim: OwnedClaim,
  look: Look,
  mayAppear: boolean
): Effect.Effect<WorkState, never, WorkStopper> => {
  const { request } = facts.created
  const work = facts.work?.identity ?? null
  const assumed = workAfterOwner(request, work)
  // A record that cannot be read still says that something was started: its token is looked for.
  const isNamed = facts.unreadable.includes("work")
  if (assumed !== "Running" && !isNamed) return Effect.succeed(assumed)
  const elsewhere = request.kind === "function" && request.upstream
  const unseen = elsewhere ? "Unknown" : mayAppear && isUnnamed(facts) ? "Running" : "Stopped"
  return seenOr(unseen, look, targetOf(claim, work))
}

/**
 * @param unseen what may be so when nothing is seen: an upstream turn may go on although what was started
 * here has stopped
 */
const seenOr = Effect.fnUntraced(function* (unseen: WorkState, look: Look, target: WorkTarget) {
  const seen = yield* look(yield* WorkStopper, target)
  return seen === "Stopped" ? unseen : seen
})

const isAllUpstream = ({ created, unreadable, work }: JobFacts): boolean =>
  isUpstreamAlone({ request: created.request, unreadable, work: work?.identity ?? null })

/**
 * Whether an upstream turn is all that is unknown of a settled job: its owner is gone, and what that had
 * named here has stopped.
 */
export const isUpstreamAloneLeft = Effect.fnUntraced(function* ({ id, request, work }: Job) {
  if (request.kind === "command" || !request.upstream || work === null) return false
  const claim = yield* (yield* JobStore).standing(id, "claim")
  if (claim?._tag !== "Owned") return false
  if ((yield* (yield* OwnerProbe).observe(claim.owner))._tag !== "Gone") return false
  return (yield* (yield* WorkStopper).observe(targetOf(claim, work))) === "Stopped"
})

/** A function runs in its owner, unless that saw it end, and not what it had named. */
const isInOwner = ({ created, settlement }: JobFacts): boolean =>
  created.request.kind === "function" &&
  !(settlement?.work === "Unknown" && settlement.settledBy === "Owner")

const isUnnamed = ({ created, work }: JobFacts): boolean =>
  created.request.kind === "command" && work === null

/**
 * Whether nobody has decided that this work is to end. A request to cancel is such a decision, and so
 * is an outcome by which its owner ended the job, and began to stop what it ran. That the owner's process
 * came to its own end is none.
 */
const isLeft = ({ cancel, created, settlement }: JobFacts): boolean =>
  adoptOf(created.request) === "leave" &&
  cancel === null &&
  !(settlement !== null && decisions.has(settlement.outcome._tag))

const decisions: ReadonlySet<OutcomeTag> = new Set<OutcomeTag>([
  "Cancelled",
  "TimedOut",
  "Stalled",
  "ClientExited",
  "Signalled"
])
