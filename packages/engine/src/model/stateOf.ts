import * as Result from "effect/Result"
import type { JobFacts } from "./facts.ts"
import type { JobEvent, JobState } from "./JobState.ts"
import { ownProgress } from "./ownProgress.ts"
import type { IllegalTransition } from "./transition.ts"
import { transition } from "./transition.ts"

/**
 * Folds what is on record into a state, by the one table of `transition`. A request to cancel that
 * arrived after the outcome is left out here: it changed nothing.
 */
export const stateOf = (facts: JobFacts): Result.Result<JobState, IllegalTransition> => {
  let state: JobState = { _tag: "Queued", cancelRequested: false }
  for (const event of eventsOf(facts)) {
    const next = transition(state, event)
    if (Result.isFailure(next)) return next
    state = next.success
  }
  return Result.succeed(state)
}

const eventsOf = (facts: JobFacts): ReadonlyArray<JobEvent> => {
  const events: Array<JobEvent> = []
  const { claim, settlement } = facts
  const progress = ownProgress(facts)
  if (claim?._tag === "Owned") events.push({ _tag: "Claim", at: claim.claimedAt })
  if (progress !== null) events.push({ _tag: "Progress", at: progress.at })
  if (facts.cancel !== null) {
    events.push({ _tag: "RequestCancel", at: facts.cancel.requestedAt })
  }
  if (settlement === null) return events
  events.push({ _tag: "Settle", settlement })
  if (facts.workStopped !== null) {
    events.push({ _tag: "WorkStops", at: facts.workStopped.at })
  }
  if (facts.read !== null) events.push({ _tag: "Read", at: facts.read.at })
  return events
}
