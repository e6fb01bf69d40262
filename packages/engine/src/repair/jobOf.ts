import * as Result from "effect/Result"
import { JobDamaged } from "../model/errors.ts"
import type { JobFacts } from "../model/facts.ts"
import { lastEventAt } from "../model/lastEventAt.ts"
import type { Health, Job } from "../model/Job.ts"
import { ownProgress } from "../model/ownProgress.ts"
import type { JobStore } from "../contracts/JobStore.ts"
import { stateOf } from "../model/stateOf.ts"
import type { IllegalTransition } from "../model/transition.ts"

/** Builds what a caller sees from facts that were just judged. */
export const jobOf = (
  store: JobStore["Service"],
  facts: JobFacts,
  health: Health,
  saved: boolean
): Result.Result<Job, JobDamaged> => {
  const state = stateOf(facts)
  if (Result.isFailure(state)) return Result.fail(damaged(store, facts, state.failure))
  const owned = facts.claim?._tag === "Owned" ? facts.claim : null
  const progress = ownProgress(facts)
  const isOurs = isResultOurs(facts)
  const job: Job = {
    id: facts.id,
    request: facts.created.request,
    state: state.success,
    health,
    submitter: facts.created.submitter,
    owner: owned?.owner ?? null,
    work: facts.work?.identity ?? null,
    createdAt: facts.created.createdAt,
    startedAt: owned?.claimedAt ?? null,
    lastEventAt: lastEventAt(facts),
    phase: progress?.phase ?? null,
    message: progress?.message ?? null,
    resumeHandle: progress?.resumeHandle ?? null,
    cancel: facts.cancel,
    result: isOurs ? (facts.result?.value ?? null) : null,
    late: facts.late ?? (isOurs ? null : facts.result),
    hook: { started: facts.hookStarted, ended: facts.hookEnded },
    logFile: store.logFile(facts.id),
    unreadable: isResultGone(facts) ? [...facts.unreadable, "result"] : facts.unreadable,
    saved
  }
  return Result.succeed(facts.newer === undefined ? job : { ...job, newer: facts.newer })
}

/** A result that lost to another outcome was recorded too late to be the job's (I10). */
const isResultOurs = ({ settlement }: JobFacts): boolean =>
  settlement === null || settlement.outcome._tag === "Completed"

/**
 * The outcome names a result, and there is none on record any more. Null is a result too, and what is gone
 * must not look like it (I8 nothing-lost).
 */
const isResultGone = ({ result, settlement, unreadable }: JobFacts): boolean =>
  settlement?.outcome._tag === "Completed" &&
  settlement.outcome.result === "Recorded" &&
  result === null &&
  !unreadable.includes("result")

const damaged = (store: JobStore["Service"], facts: JobFacts, illegal: IllegalTransition) =>
  new JobDamaged({
    id: facts.id,
    fact: illegal.from === "Queued" ? "claim" : "outcome",
    detail: `is missing, though later ones are there (${illegal.event}: ${illegal.why})`,
    searched: store.location
  })
