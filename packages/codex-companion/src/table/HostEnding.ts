import type { HostStatus } from "../records/HostJob.ts"

/** How the host tells that a job is over: its status, the phase that goes with it, and why. */
export interface HostEnding {
  readonly status: Exclude<HostStatus, "queued" | "running">
  readonly phase: "done" | "failed" | "cancelled"
  /** For people. Null only for a completed job. */
  readonly errorMessage: string | null
}
