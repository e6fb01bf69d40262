import { isAbsence } from "./folders.ts"
import { isHeld, platformOf } from "./held.ts"
import type { StoreFs } from "./StoreFs.ts"
import { syncFolder } from "./syncFolder.ts"
import { temporaryIn } from "./writer.ts"
import { inFolder } from "./layout.ts"

/** How facts get their fixed names: by a hard link, or by the rename of a prepared folder. */
export type PublishBy = "Link" | "Folder"

/** Records are small; what is larger is not one, so that none is written either (I8 nothing-lost). */
export const maxRecordBytes = 128 * 1024 * 1024

/** The file inside a fact that had to be published as a folder. */
export const insideFolder = "fact.json"

/**
 * Publishes `text` under a name that nobody had before, whole or not at all, and answers whether it
 * was ours that got it (I2 first-outcome-stands). `durable`: what is acknowledged survives a power
 * cut.
 *
 * **Details**: a temporary file, fsync, link(2), fsync of the folder. Where hard links do not exist,
 * the rename of a prepared folder, which fails on a name that is taken just as well; the two may
 * meet in one store.
 */
export const publishFile = (
  fs: StoreFs,
  folder: string,
  name: string,
  text: string,
  options: { readonly durable: boolean; readonly by: PublishBy }
): boolean => {
  const prepared = prepare(fs, folder, text, options)
  let won = false
  try {
    won = moveInto(fs, prepared, inFolder(folder, name), options.by)
  } finally {
    // The fact has its name or has not: what becomes of the temporary one changes neither.
    if (options.by === "Link" || !won) discard(fs, prepared)
  }
  if (options.durable) syncFolder(fs, folder)
  return won
}

/** Puts a prepared fact under its fixed name, at once and without needing room. */
export const moveInto = (fs: StoreFs, prepared: string, target: string, by: PublishBy): boolean => {
  // There the rename of a folder would take the place of a file.
  if (by === "Folder" && platformOf(fs) === "win32" && isThere(fs, target)) return false
  try {
    if (by === "Link") fs.linkSync(prepared, target)
    else fs.renameSync(prepared, target)
    return true
  } catch (error) {
    if (isTaken(error, by) || (by === "Folder" && isInTheWay(fs, error, target))) return false
    throw error
  }
}

/**
 * True where a rename was refused because a folder has the name. Windows refuses that with EPERM, as it
 * does what somebody holds (MoveFileEx), so there it is looked for.
 */
export const isInTheWay = (fs: StoreFs, error: unknown, target: string): boolean => {
  const code = (error as NodeJS.ErrnoException).code ?? ""
  if (code === "ENOTEMPTY" || code === "EEXIST") return true
  return platformOf(fs) === "win32" && isHeld(fs, error) && isThere(fs, target)
}

const isThere = (fs: StoreFs, target: string): boolean =>
  fs.lstatSync(target, { throwIfNoEntry: false }) !== undefined

const isTaken = (error: unknown, by: PublishBy): boolean => {
  const { code } = error as NodeJS.ErrnoException
  return code === "EEXIST" || (by === "Folder" && code === "ENOTDIR")
}

/** True for the errors of a file system that has no hard links. On Windows EPERM is no such error. */
export const hasNoLinks = (fs: StoreFs, error: unknown): boolean => {
  const code = (error as NodeJS.ErrnoException).code ?? ""
  return noLinkCodes.has(code) || code === (platformOf(fs) === "win32" ? "EISDIR" : "EPERM")
}

const noLinkCodes = new Set(["ENOTSUP", "EOPNOTSUPP", "ENOSYS"])

/** Writes a fact under a temporary name, ready to be moved. */
export const prepare = (
  fs: StoreFs,
  folder: string,
  text: string,
  options: { readonly durable: boolean; readonly by: PublishBy }
): string => {
  const prepared = temporaryIn(folder)
  if (options.by === "Link") {
    writeNew(fs, prepared, text, options.durable)
    return prepared
  }
  try {
    fs.mkdirSync(prepared, 0o700)
    writeNew(fs, inFolder(prepared, insideFolder), text, options.durable)
    if (options.durable) syncFolder(fs, prepared)
    return prepared
  } catch (error) {
    discard(fs, prepared)
    throw error
  }
}

/** Removes what was prepared, if that is possible: a sweep finds what is left. */
export const discard = (fs: StoreFs, prepared: string): void => {
  try {
    removePrepared(fs, prepared)
  } catch {
    // Its name begins with a dot: no reader takes it for a fact.
  }
}

/** Removes a fact that was prepared under a name of its own, in either form. */
export const removePrepared = (fs: StoreFs, prepared: string): void => {
  const stat = fs.lstatSync(prepared, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) return fs.unlinkSync(prepared)
  try {
    fs.unlinkSync(inFolder(prepared, insideFolder))
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
  fs.rmdirSync(prepared)
}

/**
 * Writes a file that must not exist yet, of a size that will be read. Leaves nothing behind when it
 * fails half-way.
 */
const writeNew = (fs: StoreFs, file: string, text: string, durable: boolean): void => {
  const bytes = Buffer.from(text)
  if (bytes.length > maxRecordBytes) throw tooLarge(bytes.length)
  const fd = createFile(fs, file)
  try {
    for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done)
    if (durable) fs.fsyncSync(fd)
  } catch (error) {
    try {
      fs.closeSync(fd)
    } catch {
      // What went wrong first is what matters.
    }
    discard(fs, file)
    throw error
  }
  fs.closeSync(fd)
}

const tooLarge = (size: number): Error =>
  Object.assign(
    new Error(`${size} bytes are more than the ${maxRecordBytes} that a record can have`),
    { code: "EFBIG" }
  )

/** Opens a file that must not exist yet, to be written by us and read by nobody else. */
export const createFile = (fs: StoreFs, file: string): number => {
  const { O_CREAT, O_EXCL, O_WRONLY } = fs.constants
  return fs.openSync(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
}

/** Replaces a file whole. Not durable: a power cut may leave the old one, or an empty one. */
export const replaceFile = (fs: StoreFs, folder: string, name: string, text: string): void => {
  const prepared = temporaryIn(folder)
  writeNew(fs, prepared, text, false)
  try {
    fs.renameSync(prepared, inFolder(folder, name))
  } catch (error) {
    discard(fs, prepared)
    throw error
  }
}
