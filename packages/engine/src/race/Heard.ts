import type { JobStore } from "../contracts/JobStore.ts"
import type { Client } from "../endings/clientExit.ts"
import type { Hearing } from "../endings/silence.ts"
import type { Created, FactValue, OwnedClaim, Progress } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import type { SurviveRemoval } from "../settling/surviveRemoval.ts"
import type { Nudges } from "./Nudges.ts"

/** What an owner keeps in memory of a runner's words while it runs the job. */
export interface Heard {
  readonly job: {
    readonly id: JobId
    readonly request: JobRequest
    readonly created: Created
    readonly claim: OwnedClaim
  }
  readonly store: JobStore["Service"]
  readonly client: Client
  readonly hearing: Hearing
  /** Between this owner and those who watch it. */
  readonly nudges: Nudges
  /** Lets a write outlive the removal of the record. */
  readonly survive: SurviveRemoval
  /** All that its runner has said of the job. */
  readonly said: Omit<Progress, "at" | "nonce">
  /** What was recorded as started outside this process. */
  work: FactValue<"work"> | null
  /** How much of its output could not be written to the log. */
  unloggedBytes: number
  /** False once the job is decided: what comes then is late. */
  open: boolean
}

/** Notes a sign of life. Often it is called with whatever was heard: that is a sign, and no word. */
export const hear = (hearing: Hearing, what?: unknown): void => {
  hearing.count += 1
  if (typeof what === "string") hearing.last = what
}
