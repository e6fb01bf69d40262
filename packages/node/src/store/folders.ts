import * as path from "node:path"
import { RootRefused } from "./RootRefused.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Makes a folder for its owner alone. Answers whether it was not there before. */
export const makeFolder = (fs: StoreFs, folder: string): boolean => {
  try {
    fs.mkdirSync(folder, 0o700)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    if (leadsNowhere(fs, folder)) throw RootRefused.leadsNowhere(folder)
    return false
  }
}

/** Whether this is a link whose target is not there: what is kept behind it may come back, and is not nothing. */
export const leadsNowhere = (fs: StoreFs, place: string): boolean =>
  fs.lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === false &&
  fs.statSync(place, { throwIfNoEntry: false }) === undefined

/**
 * Makes a folder and those that lead to it. Answers the ones that were not there, innermost first.
 * Where none can be made, as in /proc, it says so: each folder is tried again once, when those above
 * it are there.
 */
export const makeFolders = (fs: StoreFs, folder: string): ReadonlyArray<string> => {
  try {
    return makeFolder(fs, folder) ? [folder] : []
  } catch (error) {
    const parent = path.dirname(folder)
    if (!isAbsence(error) || parent === folder) throw error
    const above = makeFolders(fs, parent)
    return makeFolder(fs, folder) ? [folder, ...above] : above
  }
}

/** False of a link, too: what that leads to is not ours to clear away. */
export const isOwnFolder = (fs: StoreFs, file: string): boolean =>
  fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true

/**
 * Answers `otherwise` where something stands in place of a folder of ours: it is nobody's to clear
 * away, and keeps nobody from the rest.
 */
export const unlessStray = <A>(act: () => A, otherwise: A): A => {
  try {
    return act()
  } catch (error) {
    if (isStray(error)) return otherwise
    throw error
  }
}

/** Whether something stands in place of a folder that leads there: a file, or a link that leads to itself. */
export const isStray = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException
  return code === "ENOTDIR" || code === "ELOOP"
}

export const isAbsence = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === "ENOENT"
