import * as fs from "node:fs"
import { earlierLog } from "../records/earlierLog.ts"
import { isoTime } from "../records/isoTime.ts"
import { now } from "../records/now.ts"
import { openToAppend } from "../records/textFile.ts"

/** What the host's log of one job may hold: at least the newest half of that is kept. */
export const logCapBytes = 16 * 1024 * 1024

/** The logs whose jobs this process owns, and whom to tell that one of them begins anew. */
const owned = new Map<string, () => void>()

/**
 * Says that this process owns the job of a log: it alone makes room in it. Of two that did so at once, one
 * would put the little that has come since in the place of the earlier half.
 */
export const ownLog = (logFile: unknown, beginsAnew: () => void): void => {
  if (isNamed(logFile)) owned.set(logFile, beginsAnew)
}

/** Adds a line to the host's log of a job. A log is worth no failure. */
export const appendLogLine = (logFile: unknown, message: string): void =>
  appendToLog(logFile, message.trim() === "" ? "" : `[${isoTime(now())}] ${message.trim()}\n`)

/** Adds a titled block, as the host writes answers. */
export const appendLogBlock = (logFile: unknown, title: string, body: unknown): void =>
  appendToLog(
    logFile,
    typeof body !== "string" || body === ""
      ? ""
      : `\n[${isoTime(now())}] ${title}\n${body.trimEnd()}\n`
  )

/**
 * Adds whole lines. A log that would outgrow the half of its cap becomes the earlier one, by one rename, and
 * the one before that goes: no line is cut, and none is copied.
 */
export const appendToLog = (logFile: unknown, text: string): void => {
  if (!isNamed(logFile) || text === "") return
  try {
    const half = logCapBytes / 2
    const added = newestOf(text, half)
    const beginsAnew = owned.get(logFile)
    const isFull = sizeOf(logFile) + added.length > half
    if (isFull && beginsAnew !== undefined) makeRoom(logFile, beginsAnew)
    // Whoever was so slow that the log has gone meanwhile says it once more.
    for (let tries = 0; tries < 3 && !isKept(logFile, added); tries++);
  } catch {
    // Removed, full, or never there: what it would have said is not worth more.
  }
}

const isNamed = (logFile: unknown): logFile is string =>
  typeof logFile === "string" && logFile !== ""

const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0

const makeRoom = (logFile: string, beginsAnew: () => void): void => {
  try {
    fs.renameSync(logFile, earlierLog(logFile))
    fs.closeSync(openToAppend(logFile))
    beginsAnew()
  } catch {
    // Gone, or held by somebody: it is tried again with the next line.
  }
}

const isKept = (file: string, bytes: Uint8Array): boolean => {
  const fd = openToAppend(file)
  try {
    fs.appendFileSync(fd, bytes)
    const { ino, nlink } = fs.fstatSync(fd)
    return nlink > 0 || fs.statSync(file, { throwIfNoEntry: false })?.ino === ino
  } finally {
    fs.closeSync(fd)
  }
}

/** What is larger than a half keeps its first line, for the time and the title, and its newest part. */
const newestOf = (text: string, half: number): Uint8Array => {
  const bytes = Buffer.from(text)
  if (bytes.length <= half) return bytes
  const head = Buffer.from(`${/^\n?[^\n]{0,1000}/u.exec(text)?.[0] ?? ""}\n…`)
  let from = bytes.length - half + head.length
  while ((bytes[from]! & 0xc0) === 0x80) from++
  return Buffer.concat([head, bytes.subarray(from)])
}
