import * as fs from "node:fs"
import { earlierLog } from "../records/earlierLog.ts"
import { openToRead } from "../records/textFile.ts"

const titles = /^(Final output|Assistant message|Reasoning summary|Review output)$/
const subagentTitles = /^Subagent .+ (message|reasoning summary)$/

/** A preview never reads more of a log than this: a log can be a gigabyte. */
const tailBytes = 64 * 1024

/** The newest lines of a host's log that tell of progress: no titles, and none of what stands below them. */
export const progressPreview = (logFile: unknown, lines: number): ReadonlyArray<string> => {
  if (typeof logFile !== "string" || logFile === "") return []
  return tailOf(logFile)
    .split(/\r?\n/)
    .filter((line) => line.startsWith("["))
    .map((line) => line.replace(/^\[[^\]]+\]\s*/, "").trim())
    .filter((line) => line !== "" && !titles.test(line) && !subagentTitles.test(line))
    .slice(-lines)
}

/** The newest lines, those that were cut left out: of the earlier half too where the newest one is short. */
const tailOf = (file: string): string => {
  for (let tries = 0; ; tries++) {
    const newest = open(file)
    const earlier = open(earlierLog(file))
    try {
      // It may have begun anew in between: then the two do not follow each other.
      if (newest?.ino !== inodeOf(file) && tries < 3) continue
      const later = newest === null ? empty : tailIn(newest, tailBytes)
      const isOne = newest?.ino === earlier?.ino
      const before = isOne || earlier === null ? empty : tailIn(earlier, tailBytes - later.length)
      const tail = Buffer.concat([before, later])
      return tail.subarray(tail.length < tailBytes ? 0 : tail.indexOf("\n") + 1).toString("utf8")
    } catch {
      return ""
    } finally {
      for (const each of [newest, earlier]) if (each !== null) fs.closeSync(each.fd)
    }
  }
}

const empty = Buffer.alloc(0)

const inodeOf = (file: string): number | undefined =>
  fs.statSync(file, { throwIfNoEntry: false })?.ino

const open = (file: string) => {
  try {
    const fd = openToRead(file)
    const { ino, size } = fs.fstatSync(fd)
    return { fd, ino, size }
  } catch {
    return null
  }
}

const tailIn = ({ fd, size }: { readonly fd: number; readonly size: number }, most: number) => {
  const bytes = Buffer.alloc(Math.min(size, most))
  return bytes.subarray(0, fs.readSync(fd, bytes, 0, bytes.length, size - bytes.length))
}
