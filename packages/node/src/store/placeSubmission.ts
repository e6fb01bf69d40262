import type { DurablePlaces } from "./DurablePlaces.ts"
import { isFull } from "./errorCode.ts"
import { isAbsence, isStray, makeFolder } from "./folders.ts"
import { bucketOf, factFile, inFolder } from "./layout.ts"
import { isActive, placeActive, removeActive } from "./markers.ts"
import type { StoreFs } from "./StoreFs.ts"
import type { StoreRoot } from "./StoreRoot.ts"
import { syncFolder } from "./syncFolder.ts"

/** The files of a store, as far as a submission needs them. */
interface Places {
  readonly root: StoreRoot
  readonly places: DurablePlaces
  readonly folder: (id: string) => string
  readonly has: (id: string) => boolean
}

/**
 * Marker, folder, fact: durable in every folder that leads to it before this returns. Answers whether
 * ours is the first submission under this name.
 */
export const placeSubmission = (files: Places, id: string, text: string): boolean => {
  const { fs, layout } = files.root
  const folder = files.folder(id)
  if (fs.existsSync(inFolder(folder, factFile.created))) {
    // It may be ours, landed unheard: then nothing has made it durable yet, and it may have lost its marker.
    if (!fs.existsSync(inFolder(folder, factFile.outcome))) placeActive(fs, layout, id)
    files.places.confirm(id)
    syncFolder(fs, layout.active)
    return false
  }
  const wasActive = isActive(fs, layout, id)
  placeActive(fs, layout, id)
  let won: boolean
  try {
    makeJobFolder(fs, folder, bucketOf(layout, id))
    won = files.root.publish(folder, factFile.created, text, true)
  } catch (error) {
    if (!wasActive && (isStray(error) || isFull(error))) unmake(files, id)
    throw error
  }
  // Whoever took us for dead between the two may have taken the marker away again.
  if (won && !isActive(fs, layout, id)) placeActive(fs, layout, id)
  files.places.sync(id)
  syncFolder(fs, layout.active)
  return won
}

/**
 * Takes back a submission that nothing came of. No sweep would: it must be able to make the folder, and to
 * write into it. A folder with anything in it stays, for the submission may have landed unheard.
 */
const unmake = (files: Places, id: string): void => {
  const { fs, layout } = files.root
  try {
    fs.rmdirSync(files.folder(id))
  } catch (error) {
    if (!isAbsence(error) && !isStray(error)) return
  }
  removeActive(fs, layout, id)
  // Another submitter of the same name may have been faster, and have taken our marker for its own.
  if (files.has(id)) placeActive(fs, layout, id)
}

const makeJobFolder = (fs: StoreFs, folder: string, bucket: string): void => {
  try {
    makeFolder(fs, folder)
  } catch (error) {
    if (!isAbsence(error)) throw error
    makeFolder(fs, bucket)
    makeFolder(fs, folder)
  }
}
