import * as path from "node:path"
import { insideFolder, maxRecordBytes } from "./publishFile.ts"
import type { StoreFs } from "./StoreFs.ts"
import { inFolder } from "./layout.ts"

/** What stands under a name. `Odd`: not a file of ours, so it was not opened further. */
export type ReadRecord =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Odd"; readonly mtimeMillis: number }
  | { readonly _tag: "Text"; readonly text: string; readonly mtimeMillis: number }

const Absent: ReadRecord = { _tag: "Absent" }

/** Neither a symbolic link nor a waiting pipe can lead a reader astray. */
const flagsOf = ({ O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY }: StoreFs["constants"]): number =>
  O_RDONLY | O_NOFOLLOW | O_NONBLOCK

/** Reads one record without following links. Fails only when reading is refused. */
export const readRecord = (fs: StoreFs, file: string): ReadRecord => {
  let fd: number
  try {
    fd = fs.openSync(file, flagsOf(fs.constants))
  } catch (error) {
    return notOpened(fs, file, error as NodeJS.ErrnoException)
  }
  try {
    const stat = fs.fstatSync(fd)
    if (stat.isDirectory()) return insideOf(fs, file, stat.mtimeMs)
    if (!stat.isFile() || stat.size > maxRecordBytes) return odd(stat.mtimeMs)
    return {
      _tag: "Text",
      text: readText(fs, fd, stat.size),
      mtimeMillis: Math.floor(stat.mtimeMs)
    }
  } finally {
    fs.closeSync(fd)
  }
}

/**
 * What one read of a record gives, for a listing: all of a fact, as it is written. Null, or text that is no
 * fact, is not to be believed before `readRecord` has looked closely. A fifth is saved by it.
 */
export const glanceAt = (fs: StoreFs, file: string): string | null => {
  try {
    const fd = fs.openSync(file, flagsOf(fs.constants))
    try {
      const filled = fs.readSync(fd, shared, 0, shared.length, 0)
      return filled < shared.length ? shared.toString("utf8", 0, filled) : null
    } finally {
      fs.closeSync(fd)
    }
  } catch {
    return null
  }
}

/**
 * Reads one that mostly is not there. An error that tells so costs Node twenty times what a look does:
 * 26 µs, of which a job had four.
 */
export const readRareRecord = (fs: StoreFs, file: string): ReadRecord =>
  fs.lstatSync(file, { throwIfNoEntry: false }) === undefined ? Absent : readRecord(fs, file)

/** Records are published whole, so the size is known; one buffer serves almost all of them. */
const readText = (fs: StoreFs, fd: number, size: number): string => {
  const bytes = size <= shared.length ? shared : Buffer.allocUnsafe(size)
  let filled = 0
  while (filled < size) {
    const read = fs.readSync(fd, bytes, filled, size - filled, filled)
    if (read === 0) break
    filled += read
  }
  return bytes.toString("utf8", 0, filled)
}

const shared = Buffer.allocUnsafe(16 * 1024)

const odd = (mtimeMs: number): ReadRecord => ({ _tag: "Odd", mtimeMillis: Math.floor(mtimeMs) })

/** A fact that was published as a folder, where hard links do not exist. */
const insideOf = (fs: StoreFs, folder: string, mtimeMs: number): ReadRecord => {
  if (path.basename(folder) === insideFolder) return odd(mtimeMs)
  const inner = readRecord(fs, inFolder(folder, insideFolder))
  return inner._tag === "Absent" ? odd(mtimeMs) : inner
}

const notOpened = (fs: StoreFs, file: string, error: NodeJS.ErrnoException): ReadRecord => {
  if (error.code === "ENOENT") return Absent
  // ELOOP, EMLINK: a symbolic link. ENXIO, ENODEV, EOPNOTSUPP: a socket, a pipe, a device.
  if (!oddCodes.has(error.code ?? "")) throw error
  const stat = fs.lstatSync(file, { throwIfNoEntry: false })
  return stat === undefined ? Absent : odd(stat.mtimeMs)
}

const oddCodes = new Set(["ELOOP", "EMLINK", "EFTYPE", "ENXIO", "ENODEV", "EOPNOTSUPP", "ENOTSUP"])
