import * as Data from "effect/Data"
import type { Settlement, WorkState } from "./Outcome.ts"

/** What can be true of a job. `Settled` is absorbing. Times are wall milliseconds. */
export type JobState = Data.TaggedEnum<{
  Queued: { readonly cancelRequested: boolean }
  Running: { readonly startedAt: number; readonly cancelRequested: boolean }
  Settled: { readonly settlement: Settlement; readonly work: WorkState; readonly read: boolean }
}>

/** Makes states. They are told from facts and never read back, so that nothing has to decode them. */
export const JobState = Data.taggedEnum<JobState>()

/** What can happen to a job, as its facts tell it. */
export type JobEvent = Data.TaggedEnum<{
  Claim: { readonly at: number }
  Progress: { readonly at: number }
  RequestCancel: { readonly at: number }
  Settle: { readonly settlement: Settlement }
  WorkStops: { readonly at: number }
  Read: { readonly at: number }
}>

/** Makes events: each is a fact that a decoder has let through. */
export const JobEvent = Data.taggedEnum<JobEvent>()
