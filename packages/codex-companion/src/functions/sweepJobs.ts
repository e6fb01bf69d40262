import * as path from "node:path"
import type { Companion } from "./Companion.ts"
import { openCompanion } from "./Companion.ts"
import type { HostListing } from "./Reading.ts"
import { readJobs } from "./readJobs.ts"
import { noteRoot, otherRoots } from "../workspace/stateRoot.ts"
import { inStateDir } from "../workspace/whereKept.ts"
import { workspaceName } from "../workspace/workspace.ts"

/**
 * Settles at the start of a session what earlier ones have left, and stops what dead owners
 * started. The environment of a hook is the plugin's own: what it names is the place for this
 * workspace from here on. Jobs of ours that another place has from before are settled there, since
 * no reading of this one comes upon them.
 */
export const sweepJobs = async (cwd: string): Promise<HostListing> => {
  const { name } = workspaceName(cwd)
  noteRoot(name, { sure: true })
  const companion = await openCompanion(cwd)
  await settleAll(companion)
  const listing = await readJobs(companion)
  for (const root of otherRoots(name)) {
    await inStateDir(path.join(root, name), async () => settleAll(await openCompanion(cwd))).catch(
      () => {}
    )
  }
  return listing
}

const settleAll = ({ host, jobs }: Companion) => host.together(() => jobs.reconcile())
