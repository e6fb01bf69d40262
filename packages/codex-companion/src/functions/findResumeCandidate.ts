import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import { listReconciledJobs } from "./readJobs.ts"
import type { Environment } from "../process/Environment.ts"
import { ofSession, sessionOf } from "./sessionOf.ts"

export interface ResumeOptions {
  readonly env?: Environment
  readonly excludeJobId?: string | null | undefined
}

/** What a session could take up again. */
export interface ResumeCandidate {
  readonly sessionId: string | null
  /** A task that is really running: it has to end first. */
  readonly active: HostJob | null
  /** The newest task of this session that is over and has a thread. */
  readonly candidate: HostJob | null
}

/**
 * Finds the task that can be taken up again. A task whose process is gone is over, and stands in
 * nobody's way.
 */
export const findResumeCandidate = async (
  cwd: string,
  options: ResumeOptions = {}
): Promise<ResumeCandidate> => {
  const sessionId = sessionOf(options.env)
  const jobs = ofSession(await listReconciledJobs(cwd), sessionId).filter(
    ({ id, jobClass }) => jobClass === "task" && id !== options.excludeJobId
  )
  return {
    sessionId,
    active: jobs.find(isActive) ?? null,
    candidate: jobs.find((job) => !isActive(job) && Boolean(job.threadId)) ?? null
  }
}
