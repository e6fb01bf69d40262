import type { Job, Outcome } from "@job-lifecycle/engine"
import { constants } from "node:os"

/** The exit codes of `job` that are not the job's own. They never change their meaning. */
export const exitCodes = {
  problemFound: 1,
  usage: 2,
  notConfirmedStopped: 4,
  cancelled: 120,
  nobodyEndedIt: 121,
  notFinished: 123,
  limitReached: 124,
  storeUnusable: 125,
  notExecutable: 126,
  notFound: 127
} as const

/** What `run`, `wait` and `result` exit with: the code of a settled job, or that it has none yet. */
export const exitCodeOf = (job: Job): number =>
  job.state._tag === "Settled"
    ? exitCodeOfOutcome(job.state.settlement.outcome)
    : exitCodes.notFinished

/** Pure and total. A failed job never yields 0. */
export const exitCodeOfOutcome = (outcome: Outcome): number => {
  switch (outcome._tag) {
    case "Completed":
      return 0
    case "Failed":
      if (outcome.signal !== null) return ofSignal(outcome.signal)
      return outcome.exitCode === null || outcome.exitCode === 0 ? 1 : outcome.exitCode
    case "TimedOut":
    case "Stalled":
      return exitCodes.limitReached
    case "Signalled":
      return ofSignal(outcome.signal)
    case "Cancelled":
      return exitCodes.cancelled
    case "NeverStarted":
      return ofStart(outcome.code)
    case "Orphaned":
    case "Drained":
    case "ClientExited":
    case "Lost":
      return exitCodes.nobodyEndedIt
  }
}

/** Several jobs: the highest. */
export const highest = (codes: ReadonlyArray<number>): number => Math.max(0, ...codes)

/** As a shell says it: 128 + n. A signal that this system does not know is a plain failure. */
const ofSignal = (signal: string): number => {
  const numbers: Record<string, number | undefined> = constants.signals
  const number = numbers[signal]
  return number === undefined ? 1 : 128 + number
}

/** As a shell says it: 127 where there is no such program, 126 where it cannot be executed. */
const ofStart = (code: string | null): number => {
  switch (code) {
    case null:
      return exitCodes.nobodyEndedIt
    case "ENOENT":
    case "ENOTDIR":
      return exitCodes.notFound
    default:
      return exitCodes.notExecutable
  }
}
