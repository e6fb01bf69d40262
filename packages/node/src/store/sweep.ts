import { FactFolder } from "./FactFolder.ts"
import { endHalfMade } from "./endHalfMade.ts"
import { isOwnFolder } from "./folders.ts"
import { EachStep } from "./EachStep.ts"
import type { JobFiles } from "./JobFiles.ts"
import { factFile, inFolder } from "./layout.ts"
import { listAgain } from "./listAgain.ts"
import type { SettledMarker } from "./markers.ts"
import { namesIn, removeEmptySpans, removeSettled } from "./markers.ts"
import { insideFolder, removePrepared } from "./publishFile.ts"
import { readRecord } from "./readRecord.ts"
import type { StoreFs } from "./StoreFs.ts"
import { emptyTrash } from "./trash.ts"
import { isAtRest, isTemporary } from "./writer.ts"

/** A submission takes milliseconds. Who takes longer than this is dead, or will draw another id. */
const halfMadeAfterMillis = 60_000
/** A temporary file of a process that cannot be seen, as in another container, is left this long. */
const temporaryAfterMillis = 3_600_000

/**
 * Clears away what crashed processes left, and answers how many pieces. Touches no job. What cannot be
 * cleared away keeps nothing else from it, and is thrown at the end.
 */
export const sweep = (files: JobFiles, now: number, everywhere: boolean): number => {
  if (!files.root.isThere()) return 0
  files.root.checkWritable()
  files.root.checkFormat()
  const each = new EachStep()
  const swept = sweepLeavings(files, now, everywhere, each)
  each.step(() => Number(removeEmptySpans(files.root.fs, files.root.layout.settled)))
  each.end()
  return swept
}

const sweepLeavings = (
  files: JobFiles,
  now: number,
  everywhere: boolean,
  each: EachStep
): number => {
  const { jobs, root } = files.root.layout
  let swept = each.step(() => emptyTrash(files, (id) => listAgain(files, id), each))
  swept += each.of(
    () => files.active(),
    (id) => sweepMarker(files, id, now)
  )
  swept += sweepTemporary(files, root, now, each)
  // Jobs that are all away at once were moved, and may come back: their places in the listing stay.
  if (!everywhere || !files.root.fs.existsSync(jobs)) return swept
  swept += each.of(
    () => files.markers(),
    (marker) => sweepSettled(files, marker)
  )
  return swept + each.ofJobs(files, (id) => sweepJob(files, id, now, each))
}

const sweepSettled = (files: JobFiles, marker: SettledMarker): number => {
  if (files.at(marker.id)!.names() !== null) return 0
  removeSettled(files.root.fs, files.root.layout, marker)
  listAgain(files, marker.id)
  return 1
}

const sweepJob = (files: JobFiles, id: string, now: number, each: EachStep): number => {
  const at = files.at(id)!
  if (!isOwnFolder(files.root.fs, at.folder)) return 0
  const swept = sweepTemporary(files, at.folder, now, each)
  const names = at.names()
  if (names === null || !isPerhapsHalfMade(names)) return swept
  return swept + endIfOld(files, id, at.folder, now)
}

/** A marker is made before its job. One without a job, for a minute, is all that there will be. */
const sweepMarker = (files: JobFiles, id: string, now: number): number => {
  const names = files.at(id)!.names()
  if (names !== null && !isPerhapsHalfMade(names)) return 0
  return endIfOld(files, id, inFolder(files.root.layout.active, id), now)
}

/** No fact but perhaps a submission, which may be void; `endHalfMade` looks inside. */
const isPerhapsHalfMade = (names: ReadonlySet<string>): boolean =>
  [...names].every((name) => name.startsWith(".") || name === factFile.created)

const endIfOld = (files: JobFiles, id: string, sign: string, now: number): number =>
  isOlder(files, sign, now, halfMadeAfterMillis) ? Number(endHalfMade(files, id, now)) : 0

const sweepTemporary = (files: JobFiles, folder: string, now: number, each: EachStep): number => {
  const { fs } = files.root
  return each.of(
    () => [...(new FactFolder(fs, folder).names() ?? [])],
    (name) => {
      if (!isTemporary(name) || isAtRest(name.slice(1)) !== true) return 0
      const file = inFolder(folder, name)
      if (!isOlder(files, file, now, temporaryAfterMillis) || !isPrepared(fs, file)) return 0
      removePrepared(fs, file)
      return 1
    }
  )
}

/** What holds anything but a fact, or a part of one, is somebody's, who has happened upon such a name. */
const isPrepared = (fs: StoreFs, file: string): boolean => {
  if (isOwnFolder(fs, file)) return namesIn(fs, file).every((name) => name === insideFolder)
  const record = readRecord(fs, file)
  // A power cut leaves zeros where nothing had been flushed.
  return record._tag === "Text" && /^(?:$|[{\0])/.test(record.text)
}

const isOlder = ({ root }: JobFiles, file: string, now: number, millis: number): boolean => {
  const stat = root.fs.lstatSync(file, { throwIfNoEntry: false })
  return stat !== undefined && now - stat.mtimeMs > millis
}
