import * as fs from "node:fs"
import * as path from "node:path"
import type { Layout } from "./layout.ts"
import { isJobId } from "./layout.ts"
import { syncFolder } from "./publishFile.ts"

/** Marks a job as active. Not durable until the folder is synced. */
export const placeActive = (layout: Layout, id: string): void =>
  fs.closeSync(fs.openSync(`${layout.active}${path.sep}${id}`, "w", 0o600))

export const removeActive = (layout: Layout, id: string): void => {
  try {
    fs.unlinkSync(`${layout.active}${path.sep}${id}`)
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}

export const listActive = (layout: Layout): Array<string> =>
  namesIn(layout.active).filter(isJobId).sort()

/**
 * Enters a settled job, durably, under the hour of its end (UTC): `settled/2026-01-31/14/<ms>-<id>`.
 * A folder that is full passes its next markers on to folders by minute, then by second, so that
 * reading the newest page never means reading a large folder.
 */
export const placeSettled = (
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
    const parent = folder
    folder = `${folder}${path.sep}${level}`
    if (depth === 0) continue
    const size = fs.statSync(folder, { throwIfNoEntry: false })?.size
    if (size === undefined) {
      const first = fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (first !== undefined) made.push(parent)
      if (first !== undefined && first !== folder) made.push(layout.settled)
      break
    }
    if (size < fullBytes) break
  }
  const name = `${String(at).padStart(digits, "0")}-${id}`
  fs.closeSync(fs.openSync(`${folder}${path.sep}${name}`, "w", 0o600))
  syncFolder(folder)
  for (const parent of made) syncFolder(parent)
}

/** The end of the year 9999, the last that fits a folder's name. */
const lastMillis = 253_402_300_799_999
const digits = 15
/** A folder of this size holds 300 to 800 markers, by the kind of file system. */
const someHundredMarkers = 16 * 1024

/** The newest settled jobs, newest first. Reads no more folders than it takes to fill the page. */
export const newestSettled = (layout: Layout, limit: number): Array<string> =>
  limit < 1 ? [] : newestIn(layout.settled, limit).map((marker) => marker.slice(digits + 1))

const newestIn = (folder: string, limit: number): Array<string> => {
  const names = namesIn(folder)
  const found = new Set(names.filter((name) => markerPattern.test(name)))
  // Sub-folders are spans of time that do not overlap: the newest fill the page first.
  const spans = names.filter((name) => spanPattern.test(name)).sort(latestFirst)
  let inSpans = 0
  for (const span of spans) {
    if (inSpans >= limit) break
    for (const marker of newestIn(`${folder}${path.sep}${span}`, limit - inSpans)) {
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
export const namesIn = (folder: string): Array<string> => {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

export const isAbsence = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === "ENOENT"
