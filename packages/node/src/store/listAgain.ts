import { codec } from "./factText.ts"
import { detailsLost } from "./detailsLost.ts"
import type { JobFiles } from "./JobFiles.ts"
import { factFile } from "./layout.ts"
import { isActive, isListedSettled, placeActive, placeSettled } from "./markers.ts"
import { hasFacts } from "./readFacts.ts"
import { readingOf } from "./readingOf.ts"
import { isVoid } from "./voidSubmission.ts"

/** Which markers a job had been lacking. */
export interface Relisted {
  readonly active: boolean
  readonly settled: boolean
}

export const notRelisted: Relisted = { active: false, settled: false }

/**
 * Gives a job the markers that its facts ask for, and takes none away. Damaged jobs get theirs too:
 * they are to be seen. Whoever removes a marker looks here afterwards, because a job may have come
 * to its place in between.
 *
 * @param isListed it is known to have a place among the settled ones. That of an outcome which cannot be
 * read is not told by the file, whose time is another one by now
 */
export const listAgain = (files: JobFiles, id: string, isListed = false): Relisted => {
  const { fs, layout } = files.root
  const at = files.at(id)
  const names = at?.names() ?? null
  if (at === null || names === null || !hasFacts(names)) return notRelisted
  if (!names.has(factFile.outcome) && isVoid(at.read(factFile.created))) return notRelisted
  const record = at.read(factFile.outcome)
  if (record._tag === "Absent" && names.has(factFile.outcome)) return notRelisted
  const reading = readingOf(record, codec("outcome", id))
  const outcome = reading._tag === "Value" ? reading.value : detailsLost("outcome", record, id)
  const relisted = { active: false, settled: false }
  // Of an outcome that cannot be read nobody will ever know more.
  const mayRunOn =
    outcome?.work === "Running" || (reading._tag === "Value" && outcome?.work === "Unknown")
  const over = outcome !== null && (!mayRunOn || names.has(factFile.workStopped))
  // First: whoever rebuilds the index passes over what is among the settled ones.
  if (!over) {
    relisted.active = !isActive(fs, layout, id)
    if (relisted.active) placeActive(fs, layout, id)
  }
  if (outcome !== null) {
    const marker = { id, settledAt: outcome.settledAt }
    const isPlaced = isListed && reading._tag !== "Value"
    relisted.settled = !isPlaced && !isListedSettled(fs, layout, marker)
    if (relisted.settled) placeSettled(fs, layout, id, outcome.settledAt)
  }
  return relisted
}
