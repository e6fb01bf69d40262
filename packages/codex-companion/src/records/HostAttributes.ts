import * as Schema from "effect/Schema"
import { HostId } from "./HostJob.ts"

/**
 * The host's own words about a job, as they were when it was submitted: its title, its request, its
 * log. They are kept inside the submission, so that one fact makes all of a job known.
 */
export const HostAttributes = Schema.Struct({
  companion: Schema.StructWithRest(Schema.Struct({ id: HostId }), [
    Schema.Record(Schema.String, Schema.Json)
  ])
})
export type HostAttributes = typeof HostAttributes.Type

/** What is decided by facts and therefore not kept among the host's words. */
const decided = new Set([
  "status",
  "phase",
  "pid",
  "startedAt",
  "updatedAt",
  "completedAt",
  "cancelledAt",
  "errorMessage",
  "result",
  "rendered"
])

/** The host's words about a job, out of whatever record it has of it. */
export const attributesOf = (job: { readonly id: string }): HostAttributes => ({
  companion: JSON.parse(
    JSON.stringify(Object.fromEntries(Object.entries(job).filter(([key]) => !decided.has(key))))
  ) as HostAttributes["companion"]
})
