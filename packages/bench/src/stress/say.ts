import { writeSync } from "node:fs"

/**
 * Prints one line of JSON, now: it is in the pipe when this returns, so that what was acknowledged
 * before a SIGKILL is known afterwards.
 */
export const say = (line: unknown): void => {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(1, bytes, done)
    } catch (error) {
      // The pipe is full: its reader is behind.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error
    }
  }
}
