import * as Schema from "effect/Schema"
import { Limits } from "./Limits.ts"

/** `function`: runs inside its owner. `command`: a process that the owner starts. */
export const JobKind = Schema.Literals(["function", "command"])
export type JobKind = typeof JobKind.Type

/** What was asked for, as it is recorded before any work starts. */
export const JobRequest = Schema.Struct({
  name: Schema.String,
  kind: JobKind,
  /** The command line of a `command` job, program first. */
  command: Schema.NullOr(Schema.Array(Schema.String)),
  cwd: Schema.NullOr(Schema.String),
  /** A filter for listings, never an input to any decision. */
  session: Schema.NullOr(Schema.String),
  /** A retry is a new job that names the one before. */
  retryOf: Schema.NullOr(Schema.String),
  /** The work goes on somewhere else (an upstream turn) when its owner dies. */
  upstream: Schema.Boolean,
  limits: Limits,
  /** What the host keeps with the job, in its own words. The engine never looks inside. */
  attributes: Schema.optionalKey(Schema.Json)
})
export type JobRequest = typeof JobRequest.Type
