import * as path from "node:path"
import { isAbsence, isStray, makeFolder } from "./folders.ts"
import type { EachStep } from "./EachStep.ts"
import type { JobFiles } from "./JobFiles.ts"
import { bucketOf, inFolder } from "./layout.ts"
import { namesIn } from "./markers.ts"
import { isInTheWay } from "./publishFile.ts"
import { syncFolder } from "./syncFolder.ts"
import type { StoreFs } from "./StoreFs.ts"
import { removeTree } from "./removeTree.ts"
import { isRemoverAtRest, removerName } from "./remover.ts"
import { uniqueName } from "./writer.ts"

/*
 * A folder in the trash is either *taken* (out of everyone's reach, and it may still go back) or
 * *gone* (nothing but deletion is left). Each step from one to the other is a rename of the whole
 * folder: of two processes that act on one folder, one succeeds, and the other finds nothing.
 */

const taken = /^([0-9a-f]{16})\.(.+)$/
const gone = /^gone\.([0-9a-f]{16})\.(.+)$/

/** Takes a job's folder out of everyone's reach. Null: there is none. */
export const take = ({ root: { fs, layout } }: JobFiles, id: string): string | null => {
  // A job in a folder that the power takes would be nowhere.
  if (makeFolder(fs, layout.trash)) syncFolder(fs, layout.root)
  const target = inFolder(layout.trash, `${id}.${removerName()}`)
  return move(fs, inFolder(bucketOf(layout, id), id), target) ? target : null
}

/**
 * Puts a taken folder back where it was. False when somebody else did, or when another job has its
 * id by now: then it stays where it is, and nothing of it is lost.
 */
export const putBack = (files: JobFiles, folder: string): boolean => {
  const [, id] = taken.exec(path.basename(folder))!
  if (!move(files.root.fs, folder, files.folder(id!))) return false
  syncMove(files, id!)
  return true
}

/**
 * Gives a taken folder up for deletion, durably: were the deletion of its files to outlive the
 * rename in a power cut, half a job would be back. Null when somebody else had put it back.
 */
export const giveUp = (files: JobFiles, folder: string): string | null => {
  const { fs, layout } = files.root
  const [, id] = taken.exec(path.basename(folder))!
  const target = inFolder(layout.trash, `gone.${id}.${uniqueName()}`)
  if (!move(fs, folder, target)) return null
  syncMove(files, id!)
  return target
}

/** Its place first: a power cut between the two must not leave the folder under both names. */
const syncMove = ({ root: { fs, layout } }: JobFiles, id: string): void => {
  syncFolder(fs, bucketOf(layout, id))
  syncFolder(fs, layout.trash)
}

/** Finishes what others began: deletes what is gone, puts back what nobody is looking at. */
export const emptyTrash = (
  files: JobFiles,
  onPutBack: (id: string) => void,
  each: EachStep
): number => {
  const { fs, layout } = files.root
  let done = 0
  for (const name of namesIn(fs, layout.trash)) {
    done += each.step(() => Number(finish(files, name, onPutBack)))
  }
  return done
}

const finish = (files: JobFiles, name: string, onPutBack: (id: string) => void): boolean => {
  const { fs, layout } = files.root
  const folder = inFolder(layout.trash, name)
  const [, id, by] = taken.exec(name) ?? []
  const [, over] = gone.exec(name) ?? []
  if (!isPlaceThere(files, over ?? id)) return false
  if (over !== undefined) {
    // Under both names after a power cut, on a disk whose renames are two steps: it is one folder.
    if (fs.existsSync(files.folder(over))) return false
    // Whoever gave it up may have died before that was durable.
    syncMove(files, over)
    removeTree(fs, folder)
    return true
  }
  if (id === undefined || isRemoverAtRest(by!) === false) return false
  if (isFile(fs, folder) || !putBack(files, folder)) return false
  onPutBack(id)
  return true
}

/** A link is none, wherever it leads from here: a job's folder may have been moved away. A file was never put there. */
const isFile = (fs: StoreFs, file: string): boolean =>
  fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === true

/**
 * Makes the folder anew that such a job is in: a cleaner may have taken it, with nothing else in it. False
 * where all jobs are away.
 */
const isPlaceThere = ({ root: { fs, layout } }: JobFiles, id: string | undefined): boolean => {
  if (id === undefined) return false
  try {
    if (makeFolder(fs, bucketOf(layout, id))) syncFolder(fs, layout.jobs)
    return true
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

/** Answers false when there was nothing to move, or no room for it where it was to go. */
const move = (fs: StoreFs, from: string, to: string): boolean => {
  try {
    fs.renameSync(from, to)
    return true
  } catch (error) {
    if (isAbsence(error) || isStray(error) || isTaken(fs, error, to)) return false
    throw error
  }
}

/** A link to a folder, which may have been put here as well, takes no folder's place: that is EISDIR (rename(2)). */
const isTaken = (fs: StoreFs, error: unknown, to: string): boolean =>
  isInTheWay(fs, error, to) || (error as NodeJS.ErrnoException).code === "EISDIR"
