import { armedFile, factFile, inFolder } from "./layout.ts"
import type { PublishBy } from "./publishFile.ts"
import { discard, insideFolder, moveInto, prepare, removePrepared } from "./publishFile.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Room for an exit code and an exception, taken while there still is some. */
const reservedBytes = 4096

/**
 * Prepares the last gasp: an outcome that needs no more room than a name. It has its name only when
 * it is whole. Its content is durable then; its own name need not be, for it serves only the process
 * that made it.
 */
export const arm = (fs: StoreFs, folder: string, text: string, by: PublishBy): void => {
  const armed = inFolder(folder, armedFile)
  const padded = text.padEnd(Math.max(reservedBytes, Buffer.byteLength(text) + 1024))
  const prepared = prepare(fs, folder, padded, { durable: true, by })
  try {
    // Only a file is replaced by a rename.
    if (by === "Folder") removePrepared(fs, armed)
    fs.renameSync(prepared, armed)
  } catch (error) {
    discard(fs, prepared)
    throw error
  }
}

/**
 * Publishes the armed record as the outcome, first with `text` written into its reserved room where
 * that fits. Works on a full disk. Answers whether the job has an outcome now.
 *
 * **Details**: what was armed says less than `text`, and is as true, unless a result or a request to cancel
 * is on record: whoever reads those knows better how the job ended, and is left to say so. The same
 * where the writing itself failed: what that has left is nobody's word.
 */
export const publishArmed = (
  fs: StoreFs,
  folder: string,
  text: string | null,
  by: PublishBy
): boolean => {
  const armed = inFolder(folder, armedFile)
  const file = by === "Folder" ? inFolder(armed, insideFolder) : armed
  const isWritten = text !== null && fillRoom(fs, file, text)
  const outcome = inFolder(folder, factFile.outcome)
  if (!isWritten && saysMore(fs, folder)) return fs.existsSync(outcome)
  moveInto(fs, armed, outcome, by)
  return true
}

const saysMore = (fs: StoreFs, folder: string): boolean =>
  [factFile.result, factFile.cancel].some(
    (name) => fs.lstatSync(inFolder(folder, name), { throwIfNoEntry: false }) !== undefined
  )

/** False: nothing was written. */
const fillRoom = (fs: StoreFs, file: string, text: string): boolean => {
  let fd: number
  try {
    fd = fs.openSync(file, fs.constants.O_RDWR | (fs.constants.O_NOFOLLOW ?? 0))
  } catch {
    return false
  }
  try {
    const { nlink, size } = fs.fstatSync(fd)
    const bytes = Buffer.from(text)
    // A second name means that this very file is the outcome already: it is never touched again.
    if (nlink !== 1 || bytes.length > size) return false
    const whole = Buffer.alloc(size, 0x20)
    bytes.copy(whole)
    for (let done = 0; done < size;) done += fs.writeSync(fd, whole, done, size - done, done)
    // Else a power cut could leave a part of each, and what was told to readers would be gone.
    fs.fsyncSync(fd)
    return true
  } finally {
    fs.closeSync(fd)
  }
}
