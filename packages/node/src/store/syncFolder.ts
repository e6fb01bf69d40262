import * as path from "node:path"
import { platformOf } from "./held.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Makes the names in a folder durable. Windows documents no such call. */
export const syncFolder = (fs: StoreFs, folder: string): void => {
  if (platformOf(fs) === "win32") return
  const fd = fs.openSync(folder, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/**
 * Makes the names of a folder and of those that lead to it durable: whoever made one of them may not have
 * lived to do so. Where it is not ours to flush one that was there before, as in a folder that we may not
 * read, it is left as it is.
 *
 * @param made those that we have made
 */
export const syncNames = (fs: StoreFs, folder: string, made: ReadonlySet<string>): void => {
  const parent = path.dirname(folder)
  if (parent === folder) return
  try {
    syncFolder(fs, parent)
  } catch (error) {
    if (made.has(folder)) throw error
  }
  syncNames(fs, parent, made)
}
