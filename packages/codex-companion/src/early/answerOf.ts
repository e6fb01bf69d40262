import type { Reading } from "../functions/Reading.ts"
import { Refusal } from "../functions/Refusal.ts"
import { cancelableJobOf, resultJobOf, storedJobOf } from "../functions/resolveJobs.ts"
import { snapshotOf, statusOf } from "../functions/snapshots.ts"
import type { Answer } from "./Answer.ts"
import type { ReadingLine } from "./ReadingLine.ts"

/**
 * Answers a command out of what was read. Null: there is more to do about it than to read, or
 * something to wait for.
 */
export const answerOf = (
  { command, options, reference }: ReadingLine,
  reading: Reading
): Answer | null => {
  switch (command) {
    case "status": {
      if (options["wait"]) {
        if (reference !== "") return null
        throw new Refusal("`status --wait` requires a job id.")
      }
      if (reference !== "") {
        const value = snapshotOf(reading, reference, {})
        return { value, shown: (host) => host.renderJobStatusReport(value.job) }
      }
      const value = statusOf(reading, { all: options["all"] === true })
      return { value, shown: (host) => host.renderStatusReport(value) }
    }
    case "result": {
      const { job } = resultJobOf(reading, reference, {})
      const storedJob = storedJobOf(reading, job.id)
      return {
        value: { job, storedJob },
        shown: (host) => host.renderStoredJobResult(job, storedJob)
      }
    }
    case "cancel":
      cancelableJobOf(reading, reference, {})
      return null
  }
}
