import { openCompanion } from "./Companion.ts"
import type { HostListing } from "./Reading.ts"
import { readJobs } from "./readJobs.ts"

/** Settles at the start of a session what earlier ones have left, and stops what dead owners started. */
export const sweepJobs = async (cwd: string): Promise<HostListing> => {
  const companion = await openCompanion(cwd)
  await companion.jobs.reconcile()
  return readJobs(companion)
}
