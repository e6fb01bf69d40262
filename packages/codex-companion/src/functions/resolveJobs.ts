import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import { openCompanion } from "./Companion.ts"
import { matchReference } from "./matchReference.ts"
import { noteRead } from "./noteRead.ts"
import { readWorkspace } from "./readJobs.ts"
import type { Reading } from "./Reading.ts"
import { Refusal } from "./Refusal.ts"
import type { Environment } from "../process/Environment.ts"
import { ofSession, sessionOf } from "./sessionOf.ts"
import { whereKept } from "../workspace/whereKept.ts"

export interface ResolvedJob {
  readonly workspaceRoot: string
  readonly job: HostJob
}

/**
 * The finished job that `result` shows: the one that is named, of any session, else the newest of this
 * one. Unknown, ambiguous and not finished are different answers. From then on it counts as read.
 */
export const resolveResultJob = (
  cwd: string,
  reference = "",
  options: { readonly env?: Environment } = {}
): Promise<ResolvedJob> =>
  whereKept(cwd, reference, async () => {
    const resolved = resultJobOf(await readWorkspace(cwd), reference, options)
    noteRead((await openCompanion(cwd)).host, resolved.job.id)
    return resolved
  })

export const resultJobOf = (
  { host, jobs: all, workspaceRoot }: Reading,
  reference: string,
  options: { readonly env?: Environment }
): ResolvedJob => {
  const visible = reference === "" ? ofSession(all, sessionOf(options.env)) : all
  const finished = visible.filter((job) => !isActive(job))
  const job =
    reference === ""
      ? (finished[0] ?? visible[0] ?? null)
      : (matchReference(visible, reference) ?? host.projection.recordOf(reference))
  if (job === null) {
    throw reference === ""
      ? new Refusal("No finished Codex jobs found for this repository yet.")
      : unknownJob(reference, host.files.folder)
  }
  if (isActive(job)) {
    throw new Refusal(
      `Job ${job.id} is still ${job.status}. Check /codex:status and try again once it finishes.`
    )
  }
  return { workspaceRoot, job }
}

/** The open job that `cancel` means: the one that is named, else the only one of this session. */
export const resolveCancelableJob = async (
  cwd: string,
  reference = "",
  options: { readonly env?: Environment } = {}
): Promise<ResolvedJob> => cancelableJobOf(await readWorkspace(cwd), reference, options)

export const cancelableJobOf = (
  { host, jobs, workspaceRoot }: Reading,
  reference: string,
  options: { readonly env?: Environment }
): ResolvedJob => {
  if (reference !== "") {
    const job = matchReference(jobs.filter(isActive), reference)
    if (job !== null) return { workspaceRoot, job }
    const over = matchReference(jobs, reference)
    throw over === null
      ? unknownJob(reference, host.files.folder)
      : new Refusal(`No active job found for "${reference}": it is ${over.status} already.`)
  }
  const session = sessionOf(options.env)
  const open = ofSession(jobs.filter(isActive), session)
  if (open.length > 1) {
    throw new Refusal("Multiple Codex jobs are active. Pass a job id to /codex:cancel.")
  }
  const [job] = open
  if (job !== undefined) return { workspaceRoot, job }
  throw new Refusal(
    session === null
      ? "No active Codex jobs to cancel."
      : "No active Codex jobs to cancel for this session."
  )
}

/** The full record of a job, its answer included; null when there is none. Rejects where it cannot be read. */
export const readStoredJob = (cwd: string, jobId: string): Promise<HostJob | null> =>
  whereKept(cwd, jobId, async () => storedJobOf(await openCompanion(cwd), jobId))

export const storedJobOf = ({ host }: Pick<Reading, "host">, jobId: string): HostJob | null => {
  const own = host.projection.recordOf(jobId)
  if (own !== null) return own
  const read = host.files.readJob(jobId)
  if (read?._tag === "Unread") {
    throw new Error(`The record of ${jobId} cannot be read: ${read.problem}`)
  }
  return read?._tag === "Job" ? read.job : null
}

const unknownJob = (reference: string, folder: string) =>
  new Error(`No job found for "${reference}" in ${folder}. Run /codex:status to list known jobs.`)
