import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import { openCompanion } from "./Companion.ts"
import { matchReference } from "./matchReference.ts"
import { readJobs } from "./readJobs.ts"
import type { Environment } from "./sessionOf.ts"
import { ofSession, sessionOf } from "./sessionOf.ts"
import { whereKept } from "./whereKept.ts"

export interface ResolvedJob {
  readonly workspaceRoot: string
  readonly job: HostJob
}

/**
 * The finished job that `result` shows: the one that is named, of any session, else the newest of this
 * one. Unknown, ambiguous and not finished are different answers.
 */
export const resolveResultJob = (
  cwd: string,
  reference = "",
  options: { readonly env?: Environment } = {}
): Promise<ResolvedJob> => whereKept(cwd, reference, () => resultJob(cwd, reference, options))

const resultJob = async (
  cwd: string,
  reference: string,
  options: { readonly env?: Environment }
): Promise<ResolvedJob> => {
  const { host, jobs, workspaceRoot } = await openCompanion(cwd)
  const { jobs: all } = await readJobs({ host, jobs, workspaceRoot })
  const visible = reference === "" ? ofSession(all, sessionOf(options.env)) : all
  const finished = visible.filter((job) => !isActive(job))
  const job =
    reference === ""
      ? (finished[0] ?? visible[0] ?? null)
      : (matchReference(visible, reference) ?? host.projection.recordOf(reference))
  if (job === null) {
    throw new Error(
      reference === ""
        ? "No finished Codex jobs found for this repository yet."
        : `No job found for "${reference}" in ${host.files.folder}. Run /codex:status to list known jobs.`
    )
  }
  if (isActive(job)) {
    throw new Error(
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
): Promise<ResolvedJob> => {
  const companion = await openCompanion(cwd)
  const { workspaceRoot } = companion
  const { jobs } = await readJobs(companion)
  if (reference !== "") {
    const job = matchReference(jobs.filter(isActive), reference)
    if (job !== null) return { workspaceRoot, job }
    const over = matchReference(jobs, reference)
    throw new Error(
      over === null
        ? `No job found for "${reference}" in ${companion.host.files.folder}. Run /codex:status to list known jobs.`
        : `No active job found for "${reference}": it is ${over.status} already.`
    )
  }
  const session = sessionOf(options.env)
  const open = ofSession(jobs.filter(isActive), session)
  if (open.length > 1) {
    throw new Error("Multiple Codex jobs are active. Pass a job id to /codex:cancel.")
  }
  const [job] = open
  if (job !== undefined) return { workspaceRoot, job }
  throw new Error(
    session === null
      ? "No active Codex jobs to cancel."
      : "No active Codex jobs to cancel for this session."
  )
}

/** The full record of a job, its answer included; null when there is none. */
export const readStoredJob = (cwd: string, jobId: string): Promise<HostJob | null> =>
  whereKept(cwd, jobId, () => storedJob(cwd, jobId))

const storedJob = async (cwd: string, jobId: string): Promise<HostJob | null> => {
  const { host } = await openCompanion(cwd)
  const own = host.projection.recordOf(jobId)
  if (own !== null) return own
  const read = host.files.readJob(jobId)
  return read?._tag === "Job" ? read.job : null
}
