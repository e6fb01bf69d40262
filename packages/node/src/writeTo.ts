import * as fs from "node:fs"

/** An error of the system. Not by the name that `@types/node` has for it: a dependent may lack that. */
export interface WriteFailure extends Error {
  readonly code?: string | undefined
}

/**
 * Writes a whole text, or bytes, to a descriptor, now. Answers why it could not be written, or
 * null. Never throws.
 *
 * **Details**: synchronous, so that nothing is lost at `process.exit` and `process.stdout` (2 ms) is
 * never made. A full non-blocking pipe is waited for, a millisecond at a time.
 */
export const writeTo = (fd: number, text: string | Uint8Array): WriteFailure | null => {
  const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : text
  for (let done = 0; done < bytes.length;) {
    try {
      done += fs.writeSync(fd, bytes, done)
    } catch (error) {
      const failure = error as WriteFailure
      if (failure.code !== "EAGAIN") return failure
      Atomics.wait(pause, 0, 0, 1)
    }
  }
  return null
}

/**
 * Whether a text could not be written because nobody reads there any more. Of a pipe of Windows whose reader
 * goes in the middle of a write, libuv says EOF (ERROR_BROKEN_PIPE). A terminal that has hung up says EIO, as a
 * disk does that fails: that is told apart by what `fd` is.
 */
export const isReaderGone = ({ code }: WriteFailure, fd: number | undefined): boolean =>
  code === "EPIPE" ||
  code === "ECONNRESET" ||
  code === "EOF" ||
  (code === "EIO" && fd !== undefined && isCharacterDevice(fd))

/** A terminal is one still when it has hung up, and `isatty` no longer says so. */
const isCharacterDevice = (fd: number): boolean => {
  try {
    return fs.fstatSync(fd).isCharacterDevice()
  } catch {
    return false
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4))
