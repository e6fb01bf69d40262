import * as path from "node:path"
import type { Layout } from "./layout.ts"
import { isJobId } from "./layout.ts"
import { isAbsence, makeFolders } from "./folders.ts"
import { syncFolder } from "./publishFile.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Marks a job as active. Not durable until the folder is synced. */
export const placeActive = (fs: StoreFs, layout: Layout, id: string): void =>
  fs.closeSync(fs.openSync(`${layout.active}${path.sep}${id}`, "w", 0o600))

export const removeActive = (fs: StoreFs, layout: Layout, id: string): void => {
  try {
    fs.unlinkSync(`${layout.active}${path.sep}${id}`)
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}

export const listActive = (fs: StoreFs, layout: Layout): Array<string> =>
  namesIn(fs, layout.active).filter(isJobId).sort()

/**
 * Enters a settled job, durably, under the hour of its end (UTC): `settled/2026-01-31/14/<ms>-<id>`.
 * A folder that is full passes its next markers on to folders by minute, then by second, so that
 * reading the newest page never means reading a large folder.
 */
export const placeSettled = (
  fs: StoreFs,
  layout: Layout,
  id: string,
  settledAt: number,
  fullBytes = someHundredMarkers
): void => {
  const at = Math.min(Math.max(settledAt, 0), lastMillis)
  // @effect-diagnostics-next-line globalDate:off -- no clock is read, and no Effect is at hand here
  const [day, hour, minute, second] = new Date(at).toISOString().split(/[T:.]/)
  const levels = [day!, hour!, minute!, second!]
  let folder = layout.settled
  const made: Array<string> = []
  for (const [depth, level] of levels.entries()) {
    folder = `${folder}${path.sep}${level}`
    if (depth === 0) continue
    const size = fs.statSync(folder, { throwIfNoEntry: false })?.size
    if (size === undefined) {
      made.push(...makeFolders(fs, folder))
      break
    }
    if (size < fullBytes) break
  }
  const name = `${String(at).padStart(digits, "0")}-${id}`
  fs.closeSync(fs.openSync(`${folder}${path.sep}${name}`, "w", 0o600))
  syncFolder(fs, folder)
  for (const name of made) syncFolder(fs, path.dirname(name))
}

/** The end of the year 9999, the last that fits a folder's name. */
const lastMillis = 253_402_300_799_999
const digits = 15
/** A folder of this size holds 300 to 800 markers, by the kind of file system. */
const someHundredMarkers = 16 * 1024

/** The newest settled jobs, newest first. Reads no more folders than it takes to fill the page. */
export const newestSettled = (fs: StoreFs, layout: Layout, limit: number): Array<string> =>
  limit < 1 ? [] : newestIn(fs, layout.settled, limit).map((marker) => marker.slice(digits + 1))

const newestIn = (fs: StoreFs, folder: string, limit: number): Array<string> => {
  const names = namesIn(fs, folder)
  const found = new Set(names.filter((name) => markerPattern.test(name)))
  // Sub-folders are spans of time that do not overlap: the newest fill the page first.
  const spans = names.filter((name) => spanPattern.test(name)).sort(latestFirst)
  let inSpans = 0
  for (const span of spans) {
    if (inSpans >= limit) break
    for (const marker of newestIn(fs, `${folder}${path.sep}${span}`, limit - inSpans)) {
      found.add(marker)
      inSpans++
    }
  }
  return [...found].sort(latestFirst).slice(0, limit)
}

const latestFirst = (a: string, b: string): number => (a < b ? 1 : -1)

const markerPattern = /^\d{15}-[0-9a-f]{16}$/
const spanPattern = /^\d{4}-\d{2}-\d{2}$|^\d{2}$/

/** The names in a folder; none when it does not exist. Any other refusal is an error, never "none". */
export const namesIn = (fs: StoreFs, folder: string): Array<string> => {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}
