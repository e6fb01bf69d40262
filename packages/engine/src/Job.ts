import * as Schema from "effect/Schema"
import { CancelIntent, LateResult } from "./facts.ts"
import { JobId } from "./JobId.ts"
import { JobRequest } from "./JobRequest.ts"
import { JobState } from "./JobState.ts"
import { OwnerIdentity, WorkIdentity } from "./OwnerIdentity.ts"

/**
 * How an open job looks. `frozen`: its owner is stopped. `overdue`: alive past its total limit.
 * `quiet`: alive, nothing heard for a minute. `unknown`: its owner cannot be examined from here.
 */
export const Health = Schema.TaggedUnion({
  Waiting: {},
  Active: {},
  Quiet: { forMillis: Schema.Int },
  Frozen: {},
  Overdue: { byMillis: Schema.Int },
  Unknown: { reason: Schema.String, sinceMillis: Schema.Int },
  Over: {}
})
export type Health = typeof Health.Type

/**
 * One job as it stands: always reconciled, never raw. Only `reconcile` makes one. Times are wall
 * milliseconds since the epoch, for display and sorting alone.
 */
export const Job = Schema.Struct({
  id: JobId,
  request: JobRequest,
  state: JobState,
  health: Health,
  submitter: OwnerIdentity,
  owner: Schema.NullOr(OwnerIdentity),
  work: Schema.NullOr(WorkIdentity),
  createdAt: Schema.Int,
  startedAt: Schema.NullOr(Schema.Int),
  lastEventAt: Schema.Int,
  phase: Schema.NullOr(Schema.String),
  message: Schema.NullOr(Schema.String),
  resumeHandle: Schema.NullOr(Schema.String),
  cancel: Schema.NullOr(CancelIntent),
  result: Schema.NullOr(Schema.Json),
  late: Schema.NullOr(LateResult),
  logFile: Schema.NullOr(Schema.String),
  /** Facts that could not be read; each is kept as it is. */
  unreadable: Schema.Array(Schema.String),
  /** False when this reader found the outcome but may not write it; the next one that may, will. */
  saved: Schema.Boolean
})
export type Job = typeof Job.Type
