import * as Result from "effect/Result"
import type { JobFacts } from "./facts.ts"
import { JobEvent, JobState } from "./JobState.ts"
import type { IllegalTransition } from "./transition.ts"
import { transition } from "./transition.ts"

/**
 * Folds what is on record into a state, by the one table of `transition`. A request to cancel that
 * arrived after the outcome is left out here: it changed nothing.
 */
export const stateOf = (facts: JobFacts): Result.Result<JobState, IllegalTransition> => {
  let state: Result.Result<JobState, IllegalTransition> = Result.succeed(
    JobState.Queued({ cancelRequested: false })
  )
  for (const event of eventsOf(facts)) state = Result.flatMap(state, (s) => transition(s, event))
  return state
}

const eventsOf = (facts: JobFacts): ReadonlyArray<JobEvent> => {
  const events: Array<JobEvent> = []
  const { claim, progress, settlement } = facts
  if (claim?._tag === "Owned") {
    events.push(JobEvent.Claim({ at: claim.claimedAt }))
    if (progress?.nonce === claim.nonce) {
      events.push(JobEvent.Progress({ at: progress.at }))
    }
  }
  if (facts.cancel !== null) {
    events.push(JobEvent.RequestCancel({ at: facts.cancel.requestedAt }))
  }
  if (settlement === null) return events
  events.push(JobEvent.Settle({ settlement }))
  if (facts.workStopped !== null) {
    events.push(JobEvent.WorkStops({ at: facts.workStopped.at }))
  }
  if (facts.read !== null) events.push(JobEvent.Read({ at: facts.read.at }))
  return events
}
