import type { Job } from "@job-lifecycle/engine"
import { exitCodeOf } from "../exitCode.ts"

/** Grows when a field changes its meaning or goes. New fields may come without it. */
const completionVersion = 1

/** What the line begins with, so that it is found among other output. */
const completionMark = "job-lifecycle: "

/**
 * Says in one line, for a program, that a job has its outcome; null while it has none. Ids, tags and
 * numbers alone, and so always short: a line of less than 512 bytes is never mixed with what others
 * write to the same pipe (PIPE_BUF). Pure.
 */
export const completionLine = (job: Job): string | null => {
  if (job.state._tag !== "Settled") return null
  const { settlement, work } = job.state
  const said = {
    v: completionVersion,
    event: "settled",
    id: job.id,
    outcome: settlement.outcome._tag,
    exitCode: exitCodeOf(job),
    work: work.toLowerCase(),
    settledAt: settlement.settledAt
  }
  return `${completionMark}${JSON.stringify(said)}\n`
}
