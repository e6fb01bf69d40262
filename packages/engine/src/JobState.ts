import * as Schema from "effect/Schema"
import { Settlement, WorkState } from "./Outcome.ts"

/** What can be true of a job. `Settled` is absorbing. Times are wall milliseconds. */
export const JobState = Schema.TaggedUnion({
  Queued: { cancelRequested: Schema.Boolean },
  Running: { startedAt: Schema.Int, cancelRequested: Schema.Boolean },
  Settled: { settlement: Settlement, work: WorkState, read: Schema.Boolean }
})
export type JobState = typeof JobState.Type

/** What can happen to a job, as its facts tell it. */
export const JobEvent = Schema.TaggedUnion({
  Claim: { at: Schema.Int },
  Progress: { at: Schema.Int },
  RequestCancel: { at: Schema.Int },
  Settle: { settlement: Settlement },
  WorkStops: { at: Schema.Int },
  Read: { at: Schema.Int }
})
export type JobEvent = typeof JobEvent.Type
