import type { JobFacts, JobId, Removal } from "@job-lifecycle/engine"
import { FactFolder } from "./FactFolder.ts"
import { decodeRecord } from "./factText.ts"
import type { JobFiles } from "./JobFiles.ts"
import { listAgain } from "./listAgain.ts"
import { removeActive, removeSettled } from "./markers.ts"
import { readFacts } from "./readFacts.ts"
import { removeTree } from "./removeTree.ts"
import { giveUp, putBack, take } from "./trash.ts"

/**
 * Removes a job, if `mayGo` says so of what its folder holds when nobody can write to it any more
 * (I8 nothing-lost).
 *
 * **Details**: judged in its place; taken out of reach by one rename; judged again there, where
 * every acknowledged fact is in it and every later writer finds no job; given up by a second
 * rename, durably; its markers removed; deleted. A crash before the second rename leaves a job that
 * the next sweep puts back, a crash after it leavings that the next sweep deletes.
 */
export const removeJob = (
  files: JobFiles,
  id: JobId,
  mayGo: (facts: JobFacts) => boolean
): Removal => {
  const { fs } = files.root
  const place = files.at(id)
  if (place === null) return "NoJob"
  files.root.checkWritable()
  files.root.checkFormat()
  const before = judge(place, id, mayGo)
  if (before !== "MayGo") return before
  const taken = take(files, id)
  if (taken === null) return "NoJob"
  let verdict: ReturnType<typeof judge> = "Refused"
  try {
    verdict = judge(new FactFolder(fs, taken), id, mayGo)
  } finally {
    // None any more, where there was one: what was taken is a link that leads elsewhere from the trash.
    if (verdict !== "MayGo" && putBack(files, taken)) {
      verdict = "Refused"
      listAgain(files, id)
    }
  }
  if (verdict !== "MayGo") return verdict
  const gone = giveUp(files, taken)
  if (gone === null) return "NoJob"
  try {
    clearAway(files, id, gone)
  } catch {
    // It is gone for everybody; the next sweep deletes the rest, or says why it cannot.
  }
  return "Removed"
}

const clearAway = (files: JobFiles, id: JobId, gone: string): void => {
  const { fs, layout } = files.root
  const settledAt = settledAtOf(new FactFolder(fs, gone), id)
  if (settledAt !== null) removeSettled(fs, layout, { id, settledAt })
  removeActive(fs, layout, id)
  listAgain(files, id)
  removeTree(fs, gone)
}

/** Damage is refused without asking. No such folder: another remover was first. */
const judge = (
  at: FactFolder,
  id: JobId,
  mayGo: (facts: JobFacts) => boolean
): "MayGo" | "Refused" | "NoJob" => {
  const reading = readFacts(at, id, decodeRecord)
  if (reading._tag !== "Facts") return reading._tag === "NoJob" ? "NoJob" : "Refused"
  return reading.facts.unreadable.length === 0 && mayGo(reading.facts) ? "MayGo" : "Refused"
}

const settledAtOf = (at: FactFolder, id: JobId): number | null => {
  const reading = readFacts(at, id, decodeRecord)
  return reading._tag === "Facts" ? (reading.facts.settlement?.settledAt ?? null) : null
}
