import * as fs from "node:fs"
import { armedFile, factFile, inFolder } from "./layout.ts"
import type { PublishBy } from "./publishFile.ts"
import { insideFolder, moveInto, writeNew } from "./publishFile.ts"

/** Room for an exit code and an exception, taken while there still is some. */
const reservedBytes = 4096

/**
 * Prepares the last gasp: an outcome that needs no more room than a name. Its content is durable
 * now; its own name need not be, for it serves only the process that made it.
 */
export const arm = (folder: string, text: string, by: PublishBy): void => {
  const armed = inFolder(folder, armedFile)
  const padded = text.padEnd(Math.max(reservedBytes, Buffer.byteLength(text) + 1024))
  if (fs.existsSync(armed)) fs.rmSync(armed, { recursive: true, force: true })
  if (by === "Folder") {
    fs.mkdirSync(armed, { mode: 0o700 })
    writeNew(inFolder(armed, insideFolder), padded, true)
  } else writeNew(armed, padded, true)
}

/**
 * Publishes the armed record as the outcome, first with `text` written into its reserved room where
 * that fits. Works on a full disk. Answers whether the job has an outcome now.
 */
export const publishArmed = (folder: string, text: string | null, by: PublishBy): boolean => {
  const armed = inFolder(folder, armedFile)
  if (text !== null) {
    try {
      fillRoom(by === "Folder" ? inFolder(armed, insideFolder) : armed, text)
    } catch {
      // What was armed says less, and is as true.
    }
  }
  moveInto(armed, inFolder(folder, factFile.outcome), by)
  return true
}

const fillRoom = (file: string, text: string): void => {
  const fd = fs.openSync(file, fs.constants.O_RDWR | (fs.constants.O_NOFOLLOW ?? 0))
  try {
    const { nlink, size } = fs.fstatSync(fd)
    const bytes = Buffer.from(text)
    // A second name means that this very file is the outcome already: it is never touched again.
    if (nlink !== 1 || bytes.length > size) return
    const whole = Buffer.alloc(size, 0x20)
    bytes.copy(whole)
    fs.writeSync(fd, whole, 0, size, 0)
  } finally {
    fs.closeSync(fd)
  }
}
