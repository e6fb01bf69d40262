import type { Job } from "@job-lifecycle/engine"
import { reconcileForeign } from "../foreign/reconcileForeign.ts"
import type { HostJob } from "../records/HostJob.ts"
import type { HostState } from "../records/HostState.ts"
import { newestFirst } from "../records/newestFirst.ts"
import type { HostStore } from "../store/HostJobStore.ts"
import { hostEntry, hostRecord } from "../table/hostRecord.ts"
import { viewOfJob } from "../table/HostView.ts"
import type { Companion } from "./Companion.ts"
import { openCompanion } from "./Companion.ts"
import type { HostListing, Reading } from "./Reading.ts"

/**
 * Reads the jobs of a workspace: the only read path of the host (I3 every-read-reconciles). Jobs whose
 * process is gone are settled first, older versions' too; then the list is mended and sorted, so that
 * a job which this very read settled comes first.
 */
export const readJobs = async ({ host, jobs, workspaceRoot }: Companion): Promise<HostListing> => {
  const { jobs: active } = await host.together(async () => {
    await takeWishes({ host, jobs, workspaceRoot })
    return jobs.list({ limit: 0 })
  })
  const listing = listingOf(host, workspaceRoot, active)
  const unlisted = host.projection.unlisted(listing.jobs, active)
  if (unlisted.length === 0) return listing
  const looks = await host.together(() => Promise.allSettled(unlisted.map((id) => jobs.get(id))))
  const found = looks.flatMap((look) => (look.status === "fulfilled" ? look.value : []))
  return listingOf(host, workspaceRoot, [...active, ...found])
}

/** The list once the open jobs of ours have been reconciled: they are `active` here. */
export const listingOf = (
  host: HostStore,
  workspaceRoot: string,
  active: ReadonlyArray<Job>
): HostListing => {
  const { config, jobs: listed } = shownUnsaved(host.projection.mend(), active)
  const settled = reconcileForeign(host, workspaceRoot, listed)
  return { config, jobs: newestFirst(settled) }
}

/** Everything that an answer about the workspace of a folder takes, reconciled. */
export const readWorkspace = async (cwd: string): Promise<Reading> => {
  const companion = await openCompanion(cwd)
  const { host, workspaceRoot } = companion
  return { workspaceRoot, host, ...(await readJobs(companion)) }
}

/** What the host's own `listJobs` answers, reconciled. */
export const listReconciledJobs = async (cwd: string): Promise<ReadonlyArray<HostJob>> =>
  (await readWorkspace(cwd)).jobs

/**
 * An older version cancels by writing so into the list. Of a job of ours that is somebody's wish, and
 * the owner gets to know of it.
 */
const takeWishes = async ({ host, jobs }: Companion): Promise<void> => {
  for (const job of host.projection.wishes()) {
    await jobs.cancel(job, { by: "user" }).catch(() => {})
  }
}

/** A reader that may not write sees what it found out all the same. */
const shownUnsaved = (state: HostState, active: ReadonlyArray<Job>): HostState => {
  const unsaved = active.filter(({ saved }) => !saved)
  if (unsaved.length === 0) return state
  const entries = new Map(
    unsaved.map((job) => hostEntry(hostRecord(viewOfJob(job)))).map((entry) => [entry.id, entry])
  )
  return { ...state, jobs: state.jobs.map((job) => entries.get(job.id) ?? job) }
}
