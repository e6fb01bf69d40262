import { readWorkspace } from "../functions/readJobs.ts"
import { waitForSingleJobSnapshot } from "../functions/snapshots.ts"
import type { Answer } from "./Answer.ts"
import { print, printFailure } from "./Answer.ts"
import { answerOf } from "./answerOf.ts"
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
    const answer = answerOf(line, await readWorkspace(line.cwd)) ?? (await waited(line))
    await print(answer, line.options["json"], host)
  } catch (error) {
    printFailure(error)
  }
  return true
}

const waited = async ({ cwd, options, reference }: ReadingLine): Promise<Answer> => {
  const value = await waitForSingleJobSnapshot(cwd, reference, {
    timeoutMs: options["timeout-ms"],
    pollIntervalMs: options["poll-interval-ms"]
  })
  return { value, shown: (host) => host.renderJobStatusReport(value.job) }
}
