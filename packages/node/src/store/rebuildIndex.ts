import type { IndexRebuilt } from "@job-lifecycle/engine"
import { EachStep } from "./EachStep.ts"
import type { JobFiles } from "./JobFiles.ts"
import { listAgain } from "./listAgain.ts"
import { syncFolder } from "./syncFolder.ts"

/**
 * Makes the markers anew that the jobs ask for, beside writers. `missing` passes over jobs that are
 * listed as settled: no power cut takes such a marker, and no work outlives a boot. What cannot be read or
 * listed keeps no other job from it, and is thrown at the end.
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
  const each = new EachStep()
  let listed: ReadonlySet<string> | null = null
  each.step(() => {
    listed = new Set(files.history().map(({ id }) => id))
    return 0
  })
  const relist = (id: string) => {
    if (which === "missing" && listed?.has(id) === true) return 0
    // Where the listing cannot be read it may be listed: it gets no second place that its file does not tell.
    const { active, settled } = listAgain(files, id, listed?.has(id) ?? true)
    made.active += Number(active)
    made.settled += Number(settled)
    return 1
  }
  each.ofJobs(files, relist)
  if (made.active > 0) syncFolder(fs, layout.active)
  each.end()
  return made
}
