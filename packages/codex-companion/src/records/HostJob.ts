import * as Schema from "effect/Schema"

/** The host's own words for how a job stands. The engine never learns them. */
export const HostStatus = Schema.Literals(["queued", "running", "completed", "failed", "cancelled"])
export type HostStatus = typeof HostStatus.Type

/** A name that can be part of a path: every id that the host has ever drawn is one. */
export const HostId = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/))

const Text = Schema.optionalKey(Schema.NullOr(Schema.String))

/**
 * One job as the host records it, in `state.json` and, with its result, in `jobs/<id>.json`. Every
 * released version (1.0.0 to 1.0.5) writes this shape; what each has left out at some time is
 * optional, and what it has besides is kept as it is. Times are ISO texts.
 *
 * A `running` or `queued` record has a `pid` unless its process could not be started; a settled one
 * has `pid: null`.
 */
export const HostJob = Schema.StructWithRest(
  Schema.Struct({
    id: HostId,
    status: HostStatus,
    phase: Text,
    pid: Schema.optionalKey(Schema.NullOr(Schema.Int)),
    kind: Text,
    kindLabel: Text,
    jobClass: Text,
    title: Text,
    summary: Text,
    write: Schema.optionalKey(Schema.Boolean),
    workspaceRoot: Text,
    sessionId: Text,
    threadId: Text,
    turnId: Text,
    logFile: Text,
    createdAt: Text,
    startedAt: Text,
    updatedAt: Text,
    completedAt: Text,
    cancelledAt: Text,
    errorMessage: Text,
    rendered: Text
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
export type HostJob = typeof HostJob.Type

/** Open jobs: the host calls them active. */
export const isActive = (job: { readonly status: HostStatus }): boolean =>
  job.status === "queued" || job.status === "running"
