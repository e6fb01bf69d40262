import { readStoredJob, resolveResultJob } from "../functions/resolveJobs.ts"
import {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  waitForSingleJobSnapshot
} from "../functions/snapshots.ts"
import type { Answer } from "./Answer.ts"
import { jobAnswer, print, printFailure, resultAnswer, statusAnswer } from "./Answer.ts"
import { waitsForOne } from "./answerOf.ts"
import type { ReadingLine } from "./ReadingLine.ts"
import { isReading, parseLine } from "./ReadingLine.ts"

/**
 * Answers a command that only reads, before the rest of the host is loaded, and says whether it did:
 * the host's other modules take longer to load than the answer takes.
 */
export const answerReading = async ([
  command,
  ...argv
]: ReadonlyArray<string>): Promise<boolean> => {
  if (!isReading(command) || command === "cancel") return false
  const host = new URL("./", import.meta.url)
  try {
    const line = await parseLine(command, argv, host)
    await print(await answerTo(line), line.options["json"], host)
  } catch (error) {
    printFailure(error)
  }
  return true
}

const answerTo = async ({ command, cwd, options, reference }: ReadingLine): Promise<Answer> => {
  if (command === "result") {
    const { job, workspaceRoot } = await resolveResultJob(cwd, reference)
    return resultAnswer(job, await readStoredJob(workspaceRoot, job.id))
  }
  if (reference === "") {
    if (options["wait"]) throw new Error(waitsForOne)
    return statusAnswer(await buildStatusSnapshot(cwd, { all: options["all"] === true }))
  }
  return jobAnswer(
    options["wait"]
      ? await waitForSingleJobSnapshot(cwd, reference, {
          timeoutMs: options["timeout-ms"],
          pollIntervalMs: options["poll-interval-ms"]
        })
      : await buildSingleJobSnapshot(cwd, reference)
  )
}
