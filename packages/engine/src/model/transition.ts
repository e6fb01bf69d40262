import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { JobEvent } from "./JobState.ts"
import { JobState } from "./JobState.ts"
import type { OutcomeTag, Settlement } from "./Outcome.ts"

/** The event has no meaning in that state. */
export class IllegalTransition extends Data.TaggedError("IllegalTransition")<{
  readonly from: JobState["_tag"]
  readonly event: JobEvent["_tag"]
  readonly why: string
}> {}

// Each is made anew whenever it is asked for.
const { Queued, Running, Settled } = JobState

/** How a job can end that nobody ever claimed. Everything else needs an owner that ran it. */
const endsUnclaimed: ReadonlySet<OutcomeTag> = new Set<OutcomeTag>(["NeverStarted", "Cancelled"])

/**
 * Answers which state follows, for every pair of state and event.
 *
 * Laws: `Settled` is absorbing (I2 first-outcome-stands): no event leaves it, and a second outcome
 * is refused. A job is claimed once. Asking twice changes nothing. Events that carry the work's
 * own news (progress) are refused after the outcome, never applied late (I10 late-is-kept-apart).
 */
export const transition = (
  from: JobState,
  event: JobEvent
): Result.Result<JobState, IllegalTransition> => {
  const refuse = (why: string) =>
    Result.fail(new IllegalTransition({ from: from._tag, event: event._tag, why }))
  switch (from._tag) {
    case "Queued":
      switch (event._tag) {
        case "Claim":
          return Result.succeed(
            Running({
              startedAt: event.at,
              cancelRequested: from.cancelRequested
            })
          )
        case "RequestCancel":
          return Result.succeed(Queued({ cancelRequested: true }))
        case "Settle":
          return endsUnclaimed.has(event.settlement.outcome._tag)
            ? Result.succeed(settled(event.settlement))
            : refuse("a job that nobody claimed can only be cancelled or never started")
        case "Progress":
          return refuse("only an owner has progress")
        case "WorkStops":
          return refuse("no work was started")
        case "Read":
          return refuse("there is no outcome to read")
      }
    case "Running":
      switch (event._tag) {
        case "Claim":
          return refuse("a job is claimed once")
        case "RequestCancel":
          return Result.succeed(Running({ startedAt: from.startedAt, cancelRequested: true }))
        case "Settle":
          return Result.succeed(settled(event.settlement))
        case "Progress":
          return Result.succeed(from)
        case "WorkStops":
          return refuse("work that stops before the outcome is the outcome's to tell")
        case "Read":
          return refuse("there is no outcome to read")
      }
    case "Settled":
      switch (event._tag) {
        case "Claim":
          return refuse("the job is over")
        case "RequestCancel":
          return refuse("the job is over")
        case "Settle":
          return refuse("the first outcome stands")
        case "Progress":
          return refuse("the job is over")
        case "WorkStops":
          return Result.succeed(
            Settled({
              settlement: from.settlement,
              work: "Stopped",
              read: from.read
            })
          )
        case "Read":
          return Result.succeed(
            Settled({
              settlement: from.settlement,
              work: from.work,
              read: true
            })
          )
      }
  }
}

const settled = (settlement: Settlement): JobState =>
  Settled({ settlement, work: settlement.work, read: false })
