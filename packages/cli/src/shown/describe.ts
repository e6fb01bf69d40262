import type { Job, Outcome, Settlement } from "@job-lifecycle/engine"
import { adoptOf } from "@job-lifecycle/engine"
import { healthReason } from "./healthReason.ts"
import { shortDuration } from "./shortDuration.ts"
import { visible } from "./visible.ts"

/** How many digits of an id are shown, and given back in advice. */
export const shownId = (id: string): string => id.slice(0, 8)

/**
 * Says in one line why a job needs somebody's attention and what to do next: how it died, what its
 * work still does, or what is odd about it while it runs. Null when there is nothing to say.
 */
export const describe = (job: Job): string | null => {
  const { state } = job
  if (state._tag !== "Settled") return describeOpen(job)
  const { outcome } = state.settlement
  const more = [afterlife(job), unlogged(state.settlement), hookTrouble(job), unsaved(job)].filter(
    (part) => part !== null
  )
  if (outcome._tag === "Completed" && more.length === 0) return null
  const advice = outcome._tag === "Completed" ? "" : `; ${next(job, outcome)}`
  return visible([`${why(outcome)}${advice}`, ...more].join(". "))
}

const describeOpen = (job: Job): string | null => {
  const reason = healthReason(job.health)
  const id = shownId(job.id)
  switch (job.health._tag) {
    case "Frozen":
      return `${reason}; resume it (kill -CONT) or end it: job cancel ${id}`
    case "Overdue":
      return `${reason}; end it: job cancel ${id}`
    case "Unknown":
      return visible(
        `its owner cannot be examined: ${reason}; check from the machine or container where it runs`
      )
    case "Quiet":
      return `${reason}; see job logs ${id}`
    case "Waiting":
    case "Active":
    case "Over":
      return job.cancel === null ? null : `asked to cancel by ${visible(job.cancel.by)}; waiting`
  }
}

/** The cause in words, without a full stop. */
export const why = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Completed":
      return "completed"
    case "Failed":
      return outcome.message === "" ? "failed" : firstLine(outcome.message)
    case "Cancelled":
      return `cancelled by ${outcome.by}${outcome.reason === null ? "" : ` (${outcome.reason})`}`
    case "TimedOut":
      return `reached its time limit of ${shortDuration(outcome.limitMillis)}`
    case "Stalled":
      return `silent for its limit of ${shortDuration(outcome.silenceMillis)}`
    case "ClientExited":
      return `its client is gone (${outcome.reason})${outcome.answered ? " after its answer" : ""}`
    case "Signalled":
      return outcome.signal === "SIGINT"
        ? "interrupted by SIGINT"
        : `its owner was told to end by ${outcome.signal}`
    case "Orphaned":
      return `its owner died without a word (${outcome.evidence})`
    case "NeverStarted":
      return `never started: ${insideSentence(outcome.message)}`
    case "Drained":
      return "the program that ran it ended by itself before the work had a result"
    case "Lost":
      return `lost: ${outcome.reason}`
  }
}

const next = (job: Job, outcome: Outcome): string => {
  const id = shownId(job.id)
  const kept = `its output is kept: job logs ${id}`
  const anew = job.resumeHandle === null ? "run it again" : `resume it with ${job.resumeHandle}`
  // At once it would be done twice.
  const runsOn = job.state._tag === "Settled" && job.state.work === "Running"
  const again = runsOn ? `${anew} once its work has ended` : anew
  switch (outcome._tag) {
    case "TimedOut":
      return `give it more with --timeout, or see job logs ${id}`
    case "Stalled":
      return `give it more with --silence, or see job logs ${id}`
    case "NeverStarted":
      if (outcome.code !== null && crowded.has(outcome.code)) {
        return "make room for it (ulimit -a) and run it again"
      }
      if (outcome.reason !== "SpawnFailed") return again
      // Nobody claimed it: its owner could not start, and nobody looked at the command.
      return job.owner === null
        ? `see job explain ${id}, and run it again`
        : "correct the command and run it again"
    case "Cancelled":
      return job.startedAt === null ? "it had not begun" : kept
    case "Failed":
      return `see job logs ${id}`
    case "Signalled":
      // Whoever pressed ^C knows whether to run it again.
      if (outcome.signal === "SIGINT" && job.resumeHandle === null) {
        return kept
      }
      return `${again}; ${kept}`
    case "Lost":
      // How it ended is on record, and it may have done all that it was to do.
      return job.newer?.some((fact) => fact === "outcome" || fact === "result") === true
        ? kept
        : `${again}; ${kept}`
    case "Completed":
    case "ClientExited":
    case "Orphaned":
    case "Drained":
      return `${again}; ${kept}`
  }
}

/** What the system says when there are too many of something, whatever the command is. */
const crowded: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "EAGAIN", "ENOMEM"])

const afterlife = ({ id, request, state }: Job): string | null => {
  if (state._tag !== "Settled" || state.work === "Stopped") return null
  if (state.work === "Unknown") return "Whether its work still runs cannot be seen from here"
  const left = state.settlement.settledBy === "Reader" && adoptOf(request) === "leave"
  return `Its work is still running${left ? ", and left alone" : ""}: job cancel ${shownId(id)}`
}

/** Says how much of its output its log does not hold; null where it holds all. */
export const unlogged = ({ unloggedBytes }: Settlement): string | null =>
  unloggedBytes === undefined
    ? null
    : `Some of its output (${unloggedBytes} bytes at most) could not be written to its log`

const hookTrouble = ({ hook: { ended } }: Job): string | null =>
  ended === null || ended.problem === null ? null : `Its end hook failed: ${ended.problem}`

const unsaved = ({ saved }: Job): string | null =>
  saved ? null : "Not recorded yet: it could not be written from here (no permission, or no space)"

/** In characters. */
const longestLine = 300

/** Of what a program said, which may be many lines; that there is more is shown. */
const firstLine = (text: string): string => {
  const [first, ...more] = text.trimEnd().split("\n")
  if (first!.length > longestLine) return `${first!.slice(0, longestLine)} …`
  return more.length > 0 ? `${first} …` : first!.replace(/\.$/, "")
}

/** A sentence of ours after a colon, whole: a newline in it was in a name, and is shown as one. */
const insideSentence = (text: string): string =>
  text.replace(/\.$/, "").replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase())
