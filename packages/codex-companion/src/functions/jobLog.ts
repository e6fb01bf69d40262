import * as fs from "node:fs"
import { isoTime } from "../records/isoTime.ts"
import { now } from "../records/now.ts"

/** Adds a line to the host's log of a job. A log is worth no failure. */
export const appendLogLine = (logFile: unknown, message: string): void =>
  append(logFile, message.trim() === "" ? "" : `[${isoTime(now())}] ${message.trim()}\n`)

/** Adds a titled block, as the host writes answers. */
export const appendLogBlock = (logFile: unknown, title: string, body: unknown): void =>
  append(
    logFile,
    typeof body !== "string" || body === ""
      ? ""
      : `\n[${isoTime(now())}] ${title}\n${body.trimEnd()}\n`
  )

const append = (logFile: unknown, text: string): void => {
  if (typeof logFile !== "string" || logFile === "" || text === "") return
  try {
    fs.appendFileSync(logFile, text)
  } catch {
    // Removed, full, or never there: what it would have said is not worth more.
  }
}
