import { FactFolder } from "./FactFolder.ts"
import { isAbsence, makeFolder } from "./folders.ts"
import type { JobFiles } from "./JobFiles.ts"
import { bucketOf, factFile } from "./layout.ts"
import { listAgain } from "./listAgain.ts"
import { removeActive } from "./markers.ts"
import { hasFacts } from "./readFacts.ts"
import { removeTree } from "./removeTree.ts"
import type { StoreFs } from "./StoreFs.ts"
import { giveUp, putBack, take } from "./trash.ts"
import { isVoid, voidSubmission } from "./voidSubmission.ts"

/**
 * Ends a submission that was begun and never made. The name of the submission decides between us
 * and a submitter that comes late: its publication loses and it draws another id, or ours does and
 * the job is left alone. Answers whether there was anything to end.
 */
export const endHalfMade = (files: JobFiles, id: string, now: number): boolean => {
  const { fs, layout } = files.root
  const place = files.at(id)
  if (place === null || isLink(fs, place.folder) || !isHalfMade(place)) return false
  if (!publishVoid(files, place, id, now)) return false
  removeActive(fs, layout, id)
  const taken = take(files, id)
  if (taken !== null) {
    // A submitter that begins anew in a new folder may have been faster than we are.
    if (isHalfMade(new FactFolder(fs, taken))) {
      const gone = giveUp(files, taken)
      if (gone !== null) removeTree(fs, gone)
    } else putBack(files, taken)
  }
  listAgain(files, id)
  return true
}

/** What a link leads to is no folder that a submitter has made. */
const isLink = (fs: StoreFs, folder: string): boolean =>
  fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false

/** Answers whether the name of the submission is nobody's. */
const publishVoid = (files: JobFiles, place: FactFolder, id: string, now: number): boolean => {
  const { fs, layout } = files.root
  try {
    makeFolder(fs, bucketOf(layout, id))
    makeFolder(fs, place.folder)
    const won = files.root.publish(place.folder, factFile.created, voidSubmission(now), true)
    return won || isVoid(place.read(factFile.created))
  } catch (error) {
    if (!isAbsence(error)) throw error
    // Another sweep took the folder away under us: the rest is its own.
    return false
  }
}

/** Nothing in it, or nothing but the word that there never will be. */
const isHalfMade = (at: FactFolder): boolean => {
  const names = at.names()
  if (names === null || !hasFacts(names)) return true
  const others = [...names].filter((name) => name !== factFile.created)
  return !hasFacts(new Set(others)) && isVoid(at.read(factFile.created))
}
