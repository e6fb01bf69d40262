import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import type { HostConfig } from "../records/HostState.ts"
import { openCompanion } from "./Companion.ts"
import { readJobs } from "./readJobs.ts"
import { ofSession } from "./sessionOf.ts"

/** What the gate at a session's stop has to know. */
export interface StopGate {
  readonly config: HostConfig
  /** A job of this session that is really still open; null when there is none. */
  readonly runningJob: HostJob | null
}

/** Looks whether a session may stop. Dead records are settled by the look, and say nothing. */
export const checkStopGate = async (cwd: string, session: string | null): Promise<StopGate> => {
  const { config, jobs } = await readJobs(await openCompanion(cwd))
  return { config, runningJob: ofSession(jobs, session).find(isActive) ?? null }
}
