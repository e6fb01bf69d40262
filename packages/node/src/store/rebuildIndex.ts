import type { IndexRebuilt } from "@job-lifecycle/engine"
import { unlessStray } from "./folders.ts"
import type { JobFiles } from "./JobFiles.ts"
import { listAgain, notRelisted } from "./listAgain.ts"
import { syncFolder } from "./syncFolder.ts"

/**
 * Makes the markers anew that the jobs ask for, beside writers. `missing` passes over jobs that are
 * listed as settled: no power cut takes such a marker, and no work outlives a boot.
 */
export const rebuildIndex = (files: JobFiles, which: "all" | "missing"): IndexRebuilt => {
  const { fs, layout } = files.root
  const made = { active: 0, settled: 0 }
  if (!files.root.isThere()) return made
  files.root.checkWritable()
  files.root.checkFormat()
  // Jobs that are all away at once were moved, and may come back: nothing is made in their place.
  if (!fs.existsSync(layout.jobs)) return made
  // The folders of the index may be what was lost.
  files.root.create()
  const listed = new Set(files.history().map(({ id }) => id))
  for (const id of files.find("")) {
    if (which === "missing" && listed.has(id)) continue
    const { active, settled } = unlessStray(() => listAgain(files, id, listed.has(id)), notRelisted)
    made.active += Number(active)
    made.settled += Number(settled)
  }
  if (made.active > 0) syncFolder(fs, layout.active)
  return made
}
