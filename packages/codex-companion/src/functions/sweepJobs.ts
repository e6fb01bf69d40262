import { openCompanion } from "./Companion.ts"
import type { HostListing } from "./Reading.ts"
import { readJobs } from "./readJobs.ts"
import { noteRoot } from "./stateRoot.ts"
import { workspaceName } from "./workspace.ts"

/**
 * Settles at the start of a session what earlier ones have left, and stops what dead owners started. The
 * environment of a hook is the plugin's own: what it names is the place for this workspace from here on.
 */
export const sweepJobs = async (cwd: string): Promise<HostListing> => {
  noteRoot(workspaceName(cwd).name, { sure: true })
  const companion = await openCompanion(cwd)
  await companion.jobs.reconcile()
  return readJobs(companion)
}
