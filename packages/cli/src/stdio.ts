import { isReaderGone, writeTo } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { devNull } from "node:os"
import { isatty } from "node:tty"

/**
 * Writes a whole text, or bytes, to our standard output or error, now. Never throws. A reader that is gone
 * (`job status | head -1`) is no error of ours: the rest is dropped, and the exit code stays what it
 * was. Any other failure on standard output (a full disk) is kept for `lostOutput`. Answers
 * whether all of it got there.
 */
export const write = (stream: "stdout" | "stderr", text: string | Uint8Array): boolean => {
  const fd = stream === "stdout" ? 1 : 2
  const failed = writeTo(fd, text)
  if (failed === null) return true
  if (stream === "stderr") return false
  if (isReaderGone(failed, fd)) unread = true
  else lost ??= failed.message
  return false
}

let lost: string | null = null
let unread = false

/** Keeps for `lostOutput` why what a command wrote did not get there; null is nothing. */
export const keepLost = (why: string | null): void => {
  lost ??= why
}

/** Whether nobody reads our standard output any more: known when something was written to it. */
export const outputUnread = (): boolean => unread

/** Why something that we wrote on standard output did not get there; null when all of it did. */
export const lostOutput = (): string | null => lost

/** Whether that stream is a terminal: `node:tty` (3 ms) is asked only where it can be one. */
export const isTerminal = (stream: "stdout" | "stderr"): boolean => {
  const fd = stream === "stdout" ? 1 : 2
  try {
    const stats = fs.fstatSync(fd)
    if (!stats.isCharacterDevice()) return false
    // Devices of Windows have no numbers, and its null device cannot be looked at.
    if (process.platform !== "win32" && stats.rdev === fs.statSync(devNull).rdev) return false
  } catch {
    return false
  }
  return isatty(fd)
}

/** Whether both streams go to the same place, where what one says follows what the other said. */
export const streamsShared = (): boolean => {
  try {
    const [one, two] = [fs.fstatSync(1), fs.fstatSync(2)]
    return one.dev === two.dev && one.ino === two.ino
  } catch {
    return false
  }
}

/** Columns of a listing that goes to no terminal. */
const pipedWidth = 100

/** How a listing may look: colour only for a terminal, and none with NO_COLOR; as wide as that is. */
export const lookOf = (
  environment: Readonly<Record<string, string | undefined>>
): { readonly color: boolean; readonly width: number } => {
  if (!isTerminal("stdout")) return { color: false, width: pipedWidth }
  const refused = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb"
  return { color: !refused, width: process.stdout.columns || pipedWidth }
}

/**
 * Waits until what a command wrote through `process.stdout` and `process.stderr` has been taken, or
 * until nobody is there to take it.
 */
export const flushOwnOutput: Effect.Effect<void> = Effect.forEach(
  ["stdout", "stderr"] as const,
  (name) =>
    Effect.callback<void>((resume) => {
      const stream = process[name]
      stream.on("error", () => {})
      if (!stream.writable || stream.writableLength === 0) return resume(Effect.void)
      stream.write("", () => resume(Effect.void))
    }),
  { concurrency: 2, discard: true }
)
