import * as fs from "node:fs"

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

const tailOf = (file: string): string => {
  try {
    const fd = fs.openSync(file, "r")
    try {
      const { size } = fs.fstatSync(fd)
      const bytes = Buffer.alloc(Math.min(size, tailBytes))
      const length = fs.readSync(fd, bytes, 0, bytes.length, size - bytes.length)
      return bytes.toString("utf8", 0, length)
    } finally {
      fs.closeSync(fd)
    }
  } catch {
    return ""
  }
}
