import type { Outcome, WorkState } from "@job-lifecycle/engine"
import { isoTime } from "../records/isoTime.ts"
import type { HostEnding } from "./HostEnding.ts"

/** What the texts of an ending may name. */
export interface EndingNames {
  readonly hostId: string
  /** The process that ran the job; null when nobody did, or nobody knows. */
  readonly pid: number | null
  /** What can be taken up again; null when nothing can. */
  readonly threadId: string | null
  /** What the work was last known to do: a dead owner is not dead work. */
  readonly work: WorkState
}

/**
 * The one table between the engine's outcomes and the host's words. Total, and no `default`: an
 * outcome that the engine gains does not compile until it has its line here.
 *
 * | outcome                                                        | status      | phase       |
 * | -------------------------------------------------------------- | ----------- | ----------- |
 * | Completed                                                      | `completed` | `done`      |
 * | Cancelled                                                      | `cancelled` | `cancelled` |
 * | Failed, TimedOut, Stalled, ClientExited, Signalled, Orphaned,  | `failed`    | `failed`    |
 * | NeverStarted, Drained, Lost                                    |             |             |
 */
export const endingOf = (outcome: Outcome, names: EndingNames): HostEnding => {
  switch (outcome._tag) {
    case "Completed":
      return { status: "completed", phase: "done", errorMessage: null }
    case "Cancelled":
      return {
        status: "cancelled",
        phase: "cancelled",
        errorMessage: `Cancelled by ${outcome.by}.${outcome.reason === null ? "" : ` ${sentence(outcome.reason)}`}`
      }
    case "Failed":
      return failed(outcome.message === "" ? "The job failed without saying why." : outcome.message)
    case "TimedOut":
      return failed(
        `Tracked job ${names.hostId} exceeded the ${seconds(outcome.limitMillis)} hard timeout. Set CODEX_COMPANION_JOB_TIMEOUT_MS to give jobs more time.`,
        names
      )
    case "Stalled":
      return failed(
        `Nothing was heard of the job for ${seconds(outcome.silenceMillis)}${outcome.lastEvent === null ? "" : `, after: ${outcome.lastEvent}`}.`,
        names
      )
    case "ClientExited":
      return failed(
        `The Codex app-server went away before the turn was completed: ${sentence(outcome.reason)}`,
        names
      )
    case "Signalled":
      return failed(`Terminated by ${outcome.signal}.`, names)
    case "Orphaned":
      return failed(
        `Tracked process${names.pid === null ? "" : ` PID ${names.pid}`} exited unexpectedly without writing a terminal status (${outcome.evidence}).`,
        names
      )
    case "NeverStarted":
      return failed(
        `The job was never started: ${sentence(outcome.message)}${outcome.stderrTail === "" ? "" : `\n${outcome.stderrTail}`}`
      )
    case "Drained":
      return failed(
        "The process of the job ended without an answer: nothing was left that could have brought one.",
        names
      )
    case "Lost":
      return failed(
        `The process of the job cannot be examined from here, and nothing was heard of it since ${isoTime(outcome.lastSeenAt)}: ${sentence(outcome.reason)}`,
        names
      )
  }
}

const failed = (why: string, names?: EndingNames): HostEnding => ({
  status: "failed",
  phase: "failed",
  errorMessage: [why, ...(names === undefined ? [] : afterwards(names))].join(" ")
})

/** What somebody who finds a job dead wants to know next. */
const afterwards = ({ threadId, work }: EndingNames): ReadonlyArray<string> => {
  if (threadId === null) return []
  const goesOn = work === "Stopped" ? [] : ["Its Codex turn may still be running."]
  return [...goesOn, `Continue the thread ${threadId} with: codex resume ${threadId}`]
}

const seconds = (millis: number): string => `${millis / 1_000}s`

const sentence = (text: string): string =>
  /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`
