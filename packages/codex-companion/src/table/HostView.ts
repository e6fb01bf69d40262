import type {
  Job,
  JobFacts,
  JobRequest,
  OwnerIdentity,
  Settlement,
  WorkState
} from "@job-lifecycle/engine"
import { lastEventAt, ownProgress } from "@job-lifecycle/engine"

/** What the host's record of a job is made of. Times are wall milliseconds. */
export interface HostView {
  readonly id: string
  readonly request: JobRequest
  readonly owner: OwnerIdentity | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly lastEventAt: number
  readonly phase: string | null
  readonly resumeHandle: string | null
  readonly settlement: Settlement | null
  readonly work: WorkState
  readonly result: unknown
  /** When somebody asked the job to end; null when nobody did. */
  readonly cancelRequestedAt: number | null
}

/** The view of a job that the engine has reconciled. */
export const viewOfJob = (job: Job): HostView => ({
  ...job,
  settlement: job.state._tag === "Settled" ? job.state.settlement : null,
  work: job.state._tag === "Settled" ? job.state.work : "Unknown",
  cancelRequestedAt: job.cancel?.requestedAt ?? null
})

/** The view of facts as they are on record. */
export const viewOfFacts = (facts: JobFacts): HostView => {
  const { claim, created, settlement } = facts
  const owned = claim?._tag === "Owned" ? claim : null
  const said = ownProgress(facts)
  return {
    id: facts.id,
    request: created.request,
    owner: owned?.owner ?? null,
    createdAt: created.createdAt,
    startedAt: owned?.claimedAt ?? null,
    lastEventAt: lastEventAt(facts),
    phase: said?.phase ?? null,
    resumeHandle: said?.resumeHandle ?? null,
    settlement,
    work: facts.workStopped === null ? (settlement?.work ?? "Unknown") : "Stopped",
    result: facts.result?.value,
    cancelRequestedAt: facts.cancel?.requestedAt ?? null
  }
}
