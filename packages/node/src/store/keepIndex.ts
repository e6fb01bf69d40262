import { errorCode } from "./errorCode.ts"
import type { JobFiles } from "./JobFiles.ts"
import { indexNote, inFolder } from "./layout.ts"
import { replaceFile } from "./publishFile.ts"
import { readRecord } from "./readRecord.ts"
import { rebuildIndex } from "./rebuildIndex.ts"
import { sweep } from "./sweep.ts"

/**
 * Rebuilds the index when nobody has since this machine was started: a power cut may have taken
 * markers whose jobs it left. Whoever may not write reads what there is.
 *
 * @param since the boot, or the day where boots have no names
 */
export const keepIndex = (files: JobFiles, since: string, now: number): void => {
  const { fs, layout } = files.root
  try {
    // Without any jobs nothing can be said of their listing.
    if (isIndexKept(files, since) || !fs.existsSync(layout.jobs)) return
    sweepAsFarAsItGoes(files, now)
    rebuildIndex(files, "missing")
    replaceFile(fs, layout.root, indexNote, noteOf(since))
  } catch {
    // The next one that may write will.
  }
}

/** What stands in the way of clearing away is no reason to go without a listing. */
const sweepAsFarAsItGoes = (files: JobFiles, now: number): void => {
  try {
    sweep(files, now, false)
  } catch (error) {
    if (errorCode(error) === undefined) throw error
  }
}

/** Whether the index has been rebuilt since then. */
export const isIndexKept = ({ root }: JobFiles, since: string): boolean => {
  const note = readRecord(root.fs, inFolder(root.layout.root, indexNote))
  return note._tag === "Text" && note.text === noteOf(since)
}

const noteOf = (since: string): string => `${JSON.stringify({ rebuiltSince: since })}\n`

/** Names a day (UTC), for systems whose boots have no names. */
export const dayOf = (now: number): string => `day ${Math.floor(now / 86_400_000)}`
