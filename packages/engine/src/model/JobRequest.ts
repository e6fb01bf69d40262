import * as Schema from "effect/Schema"
import { Limits } from "./Limits.ts"

/** `function`: runs inside its owner. `command`: a process that the owner starts. */
export const JobKind = Schema.Literals(["function", "command"])
export type JobKind = typeof JobKind.Type

/**
 * What is done to work that outlives its owner. `kill`: whoever reads the job asks it to end, and
 * ends it once the grace has passed. `leave`: it is looked at and never signalled, until somebody
 * cancels the job.
 */
export const Adopt = Schema.Literals(["kill", "leave"])
export type Adopt = typeof Adopt.Type

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
  /** Whoever submitted it starts its owner too. Absent: anybody may come and claim it. */
  launched: Schema.optionalKey(Schema.Boolean),
  /** Absent in older records: `adoptOf` says what holds then. */
  adopt: Schema.optionalKey(Adopt),
  /** What is to be run once it has ended, in the words of whoever provides `EndHook`. */
  onEnd: Schema.optionalKey(Schema.String),
  limits: Limits,
  /** What the host keeps with the job, in its own words. The engine never looks inside. */
  attributes: Schema.optionalKey(Schema.Json)
})
export type JobRequest = typeof JobRequest.Type

/**
 * The choice that holds for a job. What a function names as its work may serve others too, or hold
 * a turn that is worth taking up again, so that it is left alone unless somebody chose otherwise.
 */
export const adoptOf = ({ adopt, kind }: Pick<JobRequest, "adopt" | "kind">): Adopt =>
  adopt ?? (kind === "command" ? "kill" : "leave")
