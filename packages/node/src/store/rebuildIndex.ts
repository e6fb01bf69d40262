import type { IndexRebuilt } from "@job-lifecycle/engine"
import { GoingOn } from "./GoingOn.ts"
import type { JobFiles } from "./JobFiles.ts"
import { listAgain } from "./listAgain.ts"
import { syncFolder } from "./syncFolder.ts"

/**
 * Makes the markers anew that the jobs ask for, beside writers. `missing` passes over jobs that are
 * listed as settled: no power cut takes such a marker, and no work outlives a boot. A job that cannot be
 * listed keeps no other from it, and is thrown at the end.
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
  const each = new GoingOn()
  for (const id of files.find("")) {
    if (which === "missing" && listed.has(id)) continue
    each.step(() => {
      const { active, settled } = listAgain(files, id, listed.has(id))
      made.active += Number(active)
      made.settled += Number(settled)
      return 1
    })
  }
  if (made.active > 0) syncFolder(fs, layout.active)
  each.end()
  return made
}
