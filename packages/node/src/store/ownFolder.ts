import type { Layout } from "./layout.ts"
import { bucketPattern, inFolder, indexNote, isJobId, retentionNote } from "./layout.ts"
import { namesIn, namesInFolder } from "./markers.ts"
import { readRecord } from "./readRecord.ts"
import type { StoreFs } from "./StoreFs.ts"

/*
 * What a folder without `format.json` is. A crash may have come before that file, or a cleaner may
 * have taken it: both leave nothing but our own names, or jobs. Everything else is somebody's.
 */

/** Answers whether a job is kept there, whatever else is. */
export const holdsJobs = (fs: StoreFs, { jobs }: Layout): boolean =>
  (namesInFolder(fs, jobs) ?? []).some(
    (bucket) =>
      insideNames.jobs.test(bucket) &&
      (namesInFolder(fs, inFolder(jobs, bucket)) ?? []).some(isJobId)
  )

/** Names something in a root that no store of ours has put there; null when there is no such thing. */
export const strangerIn = (fs: StoreFs, { root }: Layout): string | null =>
  namesIn(fs, root).find((name) => !isHarmless(name) && !isOwn(fs, root, name)) ?? null

const isOwn = (fs: StoreFs, root: string, name: string): boolean => {
  if (name === "format.json") return true
  const file = inFolder(root, name)
  if (isNamed(noteBeginnings, name)) {
    const note = readRecord(fs, file)
    return note._tag === "Text" && note.text.startsWith(noteBeginnings[name])
  }
  if (!isNamed(insideNames, name)) return false
  const pattern = insideNames[name]
  return namesInFolder(fs, file)?.every((each) => isHarmless(each) || pattern.test(each)) ?? false
}

/** What the folders of a store hold. */
const insideNames = {
  active: /^[0-9a-f]{16}$/,
  settled: /^\d{4}-\d{2}-\d{2}$/,
  jobs: bucketPattern,
  trash: /^(gone\.)?[0-9a-f]{16}\./
} as const

/** Other programs have files of these names too, and ours replace what they find. */
const noteBeginnings = { [indexNote]: '{"rebuiltSince":', [retentionNote]: '{"dueAt":' } as const

const isNamed = <T extends object>(table: T, name: string): name is Extract<keyof T, string> =>
  Object.hasOwn(table, name)

/** Our temporary names, and what systems put into folders by themselves. */
const isHarmless = (name: string): boolean => name.startsWith(".") || systemNames.has(name)

const systemNames = new Set(["lost+found", "desktop.ini", "Thumbs.db"])
