import type { Reading } from "../functions/Reading.ts"
import { Refusal } from "../functions/Refusal.ts"
import { cancelableJobOf, resultJobOf, storedJobOf } from "../functions/resolveJobs.ts"
import { snapshotOf, statusOf } from "../functions/snapshots.ts"
import type { Answer } from "./Answer.ts"
import { jobAnswer, resultAnswer, statusAnswer } from "./Answer.ts"
import type { ReadingLine } from "./ReadingLine.ts"

/**
 * Answers a command out of what was read. Null: there is more to do about it than to read, or
 * something to wait for.
 *
 * @param noteRead notes that somebody has been shown how this job ended
 */
export const answerOf = (
  { command, options, reference }: ReadingLine,
  reading: Reading,
  noteRead: (hostId: string) => void
): Answer | null => {
  switch (command) {
    case "status":
      if (options["wait"]) {
        if (reference !== "") return null
        throw new Refusal(waitsForOne)
      }
      return reference === ""
        ? statusAnswer(statusOf(reading, { all: options["all"] === true }))
        : jobAnswer(snapshotOf(reading, reference, {}))
    case "result": {
      const { job } = resultJobOf(reading, reference, {})
      const answer = resultAnswer(job, storedJobOf(reading, job.id))
      noteRead(job.id)
      return answer
    }
    case "cancel":
      cancelableJobOf(reading, reference, {})
      return null
  }
}

export const waitsForOne = "`status --wait` requires a job id."
