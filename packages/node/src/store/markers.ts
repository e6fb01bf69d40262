import * as path from "node:path"
import { errorCode } from "./errorCode.ts"
import type { Layout } from "./layout.ts"
import { inFolder, isJobId } from "./layout.ts"
import { isAbsence, isOwnFolder, makeFolders, unlessStray } from "./folders.ts"
import { syncFolder } from "./syncFolder.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Marks a job as active. Not durable until the folder is synced. */
export const placeActive = (fs: StoreFs, layout: Layout, id: string): void =>
  touch(fs, inFolder(layout.active, id))

/** A marker is its name. What else has that name marks as well, and is neither followed nor waited for. */
const touch = (fs: StoreFs, file: string): void => {
  const { O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_TRUNC, O_WRONLY } = fs.constants
  const flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK
  try {
    fs.closeSync(fs.openSync(file, flags, 0o600))
  } catch (error) {
    if (!isOdd(fs, file)) throw error
  }
}

const isOdd = (fs: StoreFs, file: string): boolean =>
  fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === false

/** Whether anything has the name of a marker, be it a link that leads nowhere; false for whatever goes wrong. */
const isMarked = (fs: StoreFs, file: string): boolean => {
  try {
    return fs.existsSync(file) || fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    return false
  }
}

export const removeActive = (fs: StoreFs, layout: Layout, id: string): void =>
  removeIfThere(fs, inFolder(layout.active, id))

export const isActive = (fs: StoreFs, layout: Layout, id: string): boolean =>
  isMarked(fs, inFolder(layout.active, id))

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
  const made = new Set<string>()
  for (let tries = 0; ; tries++) {
    try {
      return placeOnce(fs, layout, { id, settledAt }, fullBytes, made)
    } catch (error) {
      // A sweep has found nothing in its folder, and taken that away.
      if (!isAbsence(error) || tries === 3) throw error
    }
  }
}

/** @param made every folder that was made for it so far, of whose names none is flushed before its marker */
const placeOnce = (
  fs: StoreFs,
  layout: Layout,
  { id, settledAt }: SettledMarker,
  fullBytes: number,
  made: Set<string>
): void => {
  let folder = layout.settled
  for (const [depth, level] of levelsOf(settledAt).entries()) {
    folder = inFolder(folder, level)
    if (depth === 0) continue
    const size = fs.statSync(folder, { throwIfNoEntry: false })?.size
    if (size === undefined) {
      for (const name of makeFolders(fs, folder)) made.add(name)
      break
    }
    if (size < fullBytes) break
  }
  touch(fs, inFolder(folder, markerName(id, settledAt)))
  syncFolder(fs, folder)
  for (const name of made) syncFolder(fs, path.dirname(name))
}

/** Takes a job out of the listing, wherever in it the marker had been put. */
export const removeSettled = (
  fs: StoreFs,
  layout: Layout,
  { file, id, settledAt }: SettledMarker
): void => {
  const places = new Set(placesOf(layout, id, settledAt))
  // Somebody may have moved it to another time's folder.
  if (file !== undefined) places.add(file)
  for (const place of places) removeIfThere(fs, place)
}

export const isListedSettled = (
  fs: StoreFs,
  layout: Layout,
  { id, settledAt }: SettledMarker
): boolean => placesOf(layout, id, settledAt).some((file) => isMarked(fs, file))

/** A full folder passes markers on, so that there are three places for each. */
const placesOf = (layout: Layout, id: string, settledAt: number): ReadonlyArray<string> => {
  const levels = levelsOf(settledAt)
  return [2, 3, 4].map((depth) =>
    [layout.settled, ...levels.slice(0, depth), markerName(id, settledAt)].join(path.sep)
  )
}

/** The folders of a time, outermost first: day, hour, minute, second. */
const levelsOf = (settledAt: number): ReadonlyArray<string> =>
  // @effect-diagnostics-next-line globalDate:off -- no clock is read, and no Effect is at hand here
  new Date(within(settledAt)).toISOString().split(/[T:.]/).slice(0, 4)

const markerName = (id: string, settledAt: number): string =>
  `${String(within(settledAt)).padStart(digits, "0")}-${id}`

const within = (settledAt: number): number => Math.min(Math.max(settledAt, 0), lastMillis)

/**
 * Takes the folders of the listing away in which nothing is left, and answers whether that is so of this
 * one: whoever looks further back than there are jobs would read each that there ever was.
 */
export const removeEmptySpans = (fs: StoreFs, folder: string): boolean => {
  let left = 0
  for (const name of namesIn(fs, folder)) {
    const span = inFolder(folder, name)
    const isGone = spanPattern.test(name) && isOwnFolder(fs, span) && removeIfEmpty(fs, span)
    if (!isGone) left++
  }
  return left === 0
}

const removeIfEmpty = (fs: StoreFs, span: string): boolean => {
  try {
    if (!removeEmptySpans(fs, span)) return false
    fs.rmdirSync(span)
    return true
  } catch {
    // It cannot be read, or somebody has just placed a marker there, or holds it: the next sweep looks again.
    return false
  }
}

const removeIfThere = (fs: StoreFs, file: string): void => {
  try {
    fs.unlinkSync(file)
  } catch (error) {
    // A folder in place of a marker is nobody's to clear away, and keeps nobody from the rest.
    if (!isAbsence(error) && !isOwnFolder(fs, file)) throw error
  }
}

/** The end of the year 9999, the last that fits a folder's name. */
const lastMillis = 253_402_300_799_999
const digits = 15
/** A folder of this size holds 300 to 800 markers, by the kind of file system. */
const someHundredMarkers = 16 * 1024

/** The newest settled jobs, newest first. Reads no more folders than it takes to fill the page. */
export const newestSettled = (fs: StoreFs, layout: Layout, limit: number): Array<string> =>
  newestMarkers(fs, layout, limit).map(({ id }) => id)

/** What one marker of a settled job says. */
export interface SettledMarker {
  readonly id: string
  readonly settledAt: number
  /** Where it was found. */
  readonly file?: string
}

export const newestMarkers = (fs: StoreFs, layout: Layout, limit: number): Array<SettledMarker> =>
  limit < 1
    ? []
    : newestIn(fs, layout.settled, limit).map(([marker, folder]) => ({
        id: marker.slice(digits + 1),
        settledAt: Number(marker.slice(0, digits)),
        file: inFolder(folder, marker)
      }))

/**
 * The names of markers, and the folder that each is in.
 *
 * @param levels how far down there may be more: a link may lead back up
 */
const newestIn = (
  fs: StoreFs,
  folder: string,
  limit: number,
  names: ReadonlyArray<string> = namesIn(fs, folder),
  levels = spanLevels
): Array<readonly [name: string, folder: string]> => {
  const found = new Map<string, string>()
  for (const name of names) if (markerPattern.test(name)) found.set(name, folder)
  // Sub-folders are spans of time that do not overlap: the newest fill the page first.
  const spans = levels === 0 ? [] : names.filter((name) => spanPattern.test(name)).sort(latestFirst)
  let inSpans = 0
  for (const span of spans) {
    if (inSpans >= limit) break
    const inside = inFolder(folder, span)
    const namesInside = namesInFolder(fs, inside) ?? []
    for (const [marker, place] of newestIn(fs, inside, limit - inSpans, namesInside, levels - 1)) {
      found.set(marker, place)
      inSpans++
    }
  }
  return [...found].sort(([a], [b]) => latestFirst(a, b)).slice(0, limit)
}

const latestFirst = (a: string, b: string): number => (a < b ? 1 : -1)

const markerPattern = /^\d{15}-[0-9a-f]{16}$/
/** Days, hours, minutes and seconds. */
export const spanLevels = 4
/** A folder of the listing: a day, or an hour, minute or second inside it. */
export const spanPattern = /^\d{4}-\d{2}-\d{2}$|^\d{2}$/

/** The names in a folder; none when it does not exist. Any other refusal is an error, never "none". */
export const namesIn = (fs: StoreFs, folder: string): Array<string> => {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

/** The names in what should be a folder; null when it is something else, which holds none of ours. */
export const namesInFolder = (fs: StoreFs, folder: string): Array<string> | null =>
  unlessStray(() => namesIn(fs, folder), null)
