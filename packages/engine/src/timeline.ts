import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { CancelIntent, HookEnded, JobFacts } from "./model/facts.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import type { JobState } from "./model/JobState.ts"
import { JobStore } from "./contracts/JobStore.ts"
import type { Settlement } from "./model/Outcome.ts"
import type { OwnerIdentity, WorkIdentity } from "./model/OwnerIdentity.ts"
import { ownProgress } from "./model/ownProgress.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"

/** One thing that is on record about a job. `at` is its writer's wall time, in milliseconds. */
export type TimelineEvent = Data.TaggedEnum<{
  Submitted: { readonly at: number; readonly submitter: OwnerIdentity }
  Claimed: { readonly at: number; readonly owner: OwnerIdentity }
  /** It was ended before anybody claimed it: nothing was ever started. */
  Voided: { readonly at: number }
  WorkStarted: { readonly at: number; readonly work: WorkIdentity }
  /** The owner's newest word; earlier ones are not kept. */
  Progress: {
    readonly at: number
    readonly phase: string | null
    readonly message: string | null
  }
  /** The newest output, where the store knows its time. */
  Output: { readonly at: number }
  CancelRequested: { readonly at: number; readonly cancel: CancelIntent }
  ResultRecorded: { readonly at: number }
  Settled: { readonly at: number; readonly settlement: Settlement }
  WorkStopped: { readonly at: number }
  Read: { readonly at: number }
  /** The runner still delivered something after the outcome. It changed nothing. */
  Late: { readonly at: number }
  /** What the request asks for at the end was started, and by whom. */
  HookStarted: { readonly at: number; readonly by: OwnerIdentity }
  HookEnded: { readonly at: number; readonly end: HookEnded }
}>
export const TimelineEvent = Data.taggedEnum<TimelineEvent>()

/** A job as it stands, and everything on record about how it got there, earliest first. */
export interface Timeline {
  readonly job: Job
  readonly events: ReadonlyArray<TimelineEvent>
}

/** Answers the time line of a job, reconciled first (I3). */
export const timeline = Effect.fnUntraced(function* (
  id: JobId
): Effect.fn.Return<Timeline, ReadError, Reading> {
  const job = yield* reconcile(id)
  const facts = yield* Effect.flatMap(JobStore, (store) => store.facts(id))
  return { job, events: eventsOf(facts, job.state) }
})

/**
 * Tells a job's facts in the order of their times. Facts of the same time stay in the order in which
 * a life has them; where a clock was set back, the times are its writers' own. Pure.
 */
export const eventsOf = (facts: JobFacts, state: JobState): ReadonlyArray<TimelineEvent> => {
  const { cancel, claim, created, hookEnded, hookStarted, lastLogAt, late } = facts
  const { read, result, work } = facts
  const events: Array<TimelineEvent> = []
  events.push(TimelineEvent.Submitted({ at: created.createdAt, submitter: created.submitter }))
  if (claim?._tag === "Void") events.push(TimelineEvent.Voided({ at: claim.voidedAt }))
  if (claim?._tag === "Owned") {
    events.push(TimelineEvent.Claimed({ at: claim.claimedAt, owner: claim.owner }))
  }
  if (work !== null) {
    events.push(TimelineEvent.WorkStarted({ at: work.startedAt, work: work.identity }))
  }
  const progress = ownProgress(facts)
  if (progress !== null) {
    const { at, message, phase } = progress
    events.push(TimelineEvent.Progress({ at, message, phase }))
  }
  if (lastLogAt !== null) events.push(TimelineEvent.Output({ at: lastLogAt }))
  if (cancel !== null) {
    events.push(TimelineEvent.CancelRequested({ at: cancel.requestedAt, cancel }))
  }
  if (result !== null) events.push(TimelineEvent.ResultRecorded({ at: result.at }))
  if (state._tag === "Settled") {
    const { settlement } = state
    events.push(TimelineEvent.Settled({ at: settlement.settledAt, settlement }))
  }
  if (facts.workStopped !== null) {
    events.push(TimelineEvent.WorkStopped({ at: facts.workStopped.at }))
  }
  if (read !== null) events.push(TimelineEvent.Read({ at: read.at }))
  if (late !== null) events.push(TimelineEvent.Late({ at: late.at }))
  if (hookStarted !== null) events.push(TimelineEvent.HookStarted(hookStarted))
  if (hookEnded !== null) {
    events.push(TimelineEvent.HookEnded({ at: hookEnded.at, end: hookEnded }))
  }
  return events.sort((one, two) => one.at - two.at)
}
