import type * as Data from "effect/Data"
import type { Json } from "effect/Schema"
import type { CancelIntent, HookEnded, HookStarted, LateResult } from "./facts.ts"
import type { JobId } from "./JobId.ts"
import type { JobRequest } from "./JobRequest.ts"
import type { JobState } from "./JobState.ts"
import type { OwnerIdentity, WorkIdentity } from "./OwnerIdentity.ts"

/** How a job looks to whoever has just read it. Never a reason to settle it. */
export type Health = Data.TaggedEnum<{
  /** Nobody has claimed it yet. */
  Waiting: {}
  /** Its owner is alive, and was heard within the last minute. */
  Active: {}
  /** Its owner is alive, and nothing was heard of the job for so long: more than a minute. */
  Quiet: { readonly forMillis: number }
  /** Its owner is alive and stopped, so that it cannot act. */
  Frozen: {}
  /** Its owner is alive, so long past the job's total limit: more than the grace. */
  Overdue: { readonly byMillis: number }
  /** Its owner cannot be examined from here; `sinceMillis`: how long ago its last sign was. */
  Unknown: { readonly reason: string; readonly sinceMillis: number }
  /** It has its outcome. */
  Over: {}
}>

/**
 * One job as it stands: always reconciled, never raw. Only `reconcile` makes one, of facts that
 * were decoded, so that it is a plain value. Times are wall milliseconds since the epoch, for
 * display and sorting alone.
 */
export interface Job {
  readonly id: JobId
  readonly request: JobRequest
  readonly state: JobState
  readonly health: Health
  readonly submitter: OwnerIdentity
  readonly owner: OwnerIdentity | null
  readonly work: WorkIdentity | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly lastEventAt: number
  readonly phase: string | null
  readonly message: string | null
  readonly resumeHandle: string | null
  readonly cancel: CancelIntent | null
  /** The result it completed with. Before there is an outcome: what its runner has delivered so far. */
  readonly result: Json | null
  /** What was delivered after the job had ended otherwise, or lost to that end. */
  readonly late: LateResult | null
  /** What became of `request.onEnd`. */
  readonly hook: { readonly started: HookStarted | null; readonly ended: HookEnded | null }
  readonly logFile: string | null
  /** Facts that could not be read, each of which is kept as it is; and a result that the outcome names and that is gone. */
  readonly unreadable: ReadonlyArray<string>
  /** Those of them that a newer version wrote; left out where none is. */
  readonly newer?: ReadonlyArray<string>
  /** False when this reader found the outcome but may not write it; the next one that may, will. */
  readonly saved: boolean
}
