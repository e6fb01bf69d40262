import * as fs from "node:fs"

const pauseMillis = 5

/**
 * All of the standard input, in one step, however late it comes. The host's hooks import `node:process`, by which
 * Node makes their input one that is never waited for: read while nothing is there yet, it fails (EAGAIN).
 *
 * @param pause waits a moment before the input is looked at again
 */
export const readInput = (pause: () => void = pauseShortly): string => {
  const chunks: Array<Buffer> = []
  while (true) {
    const chunk = Buffer.alloc(65_536)
    const read = readSome(chunk)
    if (read === 0) return Buffer.concat(chunks).toString("utf8")
    if (read === null) pause()
    else chunks.push(chunk.subarray(0, read))
  }
}

/** Null: nothing is there yet. */
const readSome = (chunk: Buffer): number | null => {
  try {
    return fs.readSync(0, chunk)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EAGAIN") return null
    // The end of a pipe, as Windows says it.
    if (code === "EOF") return 0
    throw error
  }
}

const pauseShortly = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMillis)
}
