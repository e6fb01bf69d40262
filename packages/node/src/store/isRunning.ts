import { realFs } from "./realFs.ts"

/**
 * Answers whether the process of that number may still act. A dead one that its parent never
 * collects keeps its number for as long as that parent lives, and acts no more.
 */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
  return !isDefunct(pid)
}

/**
 * Fields 3 and 20 of its stat line (proc_pid_stat(5)): a main thread that ended before its other
 * threads is a `Z` too, of a living process. Where there is no procfs, nobody is known to be defunct.
 * What `probe/` decides in the same way is no part of the store's synchronous core, which imports
 * nothing but itself.
 */
const isDefunct = (pid: number): boolean => {
  try {
    const fd = realFs.openSync(`/proc/${pid}/stat`, realFs.constants.O_RDONLY)
    try {
      const bytes = Buffer.alloc(1024)
      const line = bytes.toString("latin1", 0, realFs.readSync(fd, bytes, 0, bytes.length, 0))
      const fields = line.slice(line.lastIndexOf(")") + 2).split(" ")
      return /^[Xx]$/.test(fields[0]!) || (fields[0] === "Z" && !(Number(fields[17]) > 1))
    } finally {
      realFs.closeSync(fd)
    }
  } catch {
    return false
  }
}
