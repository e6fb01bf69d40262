import type { ProcessScope } from "../probe/ProcessScope.ts"
import { readProcessScope } from "../probe/readProcessScope.ts"
import type { JobFiles } from "./JobFiles.ts"
import { doubtFile, leaseFile } from "./layout.ts"
import { createFile, discard, replaceFile } from "./publishFile.ts"
import type { StoreFs } from "./StoreFs.ts"
import { temporaryIn } from "./writer.ts"

/*
 * Owner and readers of a lease need one clock. Processes of one boot have it: the monotonic one,
 * which nobody can set. On Linux it stands still while the machine sleeps (CLOCK_MONOTONIC,
 * clock_gettime(2); process.hrtime reads it), so that a laptop which wakes up finds no lease expired.
 * Everybody else shares the clock that stamps files: on a network volume that of its server.
 */

/** An instant, as one process sees it. */
export interface Instant {
  /** Which monotonic clock; null where it has no name that tells it from every other one. */
  readonly clock: string | null
  readonly monotonicMillis: number
  /** For people, and for a reader who may not even ask the files for the time. */
  readonly wallMillis: number
}

/** An instant, and what it was noted about. `mtimeMillis`: the same one by the clock of the files. */
export interface Note extends Instant {
  readonly about: string
  readonly mtimeMillis: number
}

/** @param clock default: that of this boot */
export const instantOf = (
  monotonicMillis: number,
  wallMillis: number,
  clock = clockOf(readProcessScope())
): Instant => ({ clock, monotonicMillis, wallMillis })

/** A time namespace has a monotonic clock of its own (time_namespaces(7)). */
const clockOf = ({ bootId, timeNamespace }: ProcessScope): string | null =>
  bootId === null ? null : `${bootId} ${timeNamespace ?? "-"}`

/**
 * How long ago something was noted, in whole milliseconds and never negative. Pure but for `filesNow`,
 * which is asked for the time by the clock of the files where there is no other in common.
 */
export const ageOf = (note: Note, now: Instant, filesNow: () => number): number => {
  const shared = note.clock !== null && note.clock === now.clock
  const age = shared ? now.monotonicMillis - note.monotonicMillis : filesNow() - note.mtimeMillis
  return Math.max(0, Math.floor(age))
}

/** Replaces the owner's note of its last renewal. */
export const renewLease = (files: JobFiles, id: string, nonce: string, now: Instant): void => {
  files.checkOpen(id)
  put(files, id, leaseFile, nonce, now)
}

/** How long ago that was; null when it never was. */
export const leaseAge = (
  files: JobFiles,
  id: string,
  nonce: string,
  now: Instant
): number | null => {
  const note = read(files, id, leaseFile)
  if (note?.about !== nonce) return null
  return ageOf(note, now, () => {
    try {
      files.checkOpen(id)
      return timeByFiles(files.root.fs, files.folder(id))
    } catch {
      return now.wallMillis
    }
  })
}

/** Notes what is waited for, and answers for how long that is so since the last renewal. */
export const doubtLease = (files: JobFiles, id: string, what: string, now: Instant): number => {
  files.checkOpen(id)
  // A change of ours makes a network file system look at the folder anew, before we read from it.
  const filesNow = timeByFiles(files.root.fs, files.folder(id))
  const lease = files.readFile(id, leaseFile)
  const about = `${what} ${lease._tag === "Text" ? lease.text : lease._tag}`
  const doubt = read(files, id, doubtFile)
  if (doubt?.about === about) return ageOf(doubt, now, () => filesNow)
  put(files, id, doubtFile, about, now)
  return 0
}

const put = (files: JobFiles, id: string, name: string, about: string, now: Instant): void =>
  replaceFile(files.root.fs, files.folder(id), name, `${JSON.stringify({ about, ...now })}\n`)

/** What cannot be read says nothing: a lease is renewed, and a doubt noted anew. */
const read = (files: JobFiles, id: string, name: string): Note | null => {
  const record = files.readFile(id, name)
  if (record._tag !== "Text") return null
  try {
    const { about, clock, monotonicMillis, wallMillis } = JSON.parse(record.text) as Partial<Note>
    if (typeof about !== "string" || !Number.isFinite(monotonicMillis)) return null
    return {
      about,
      clock: typeof clock === "string" ? clock : null,
      monotonicMillis: monotonicMillis!,
      wallMillis: wallMillis ?? record.mtimeMillis,
      mtimeMillis: record.mtimeMillis
    }
  } catch {
    return null
  }
}

/** What the clock says that stamps the files of this folder. */
const timeByFiles = (fs: StoreFs, folder: string): number => {
  const file = temporaryIn(folder)
  const fd = createFile(fs, file)
  try {
    return fs.fstatSync(fd).mtimeMs
  } finally {
    fs.closeSync(fd)
    discard(fs, file)
  }
}
