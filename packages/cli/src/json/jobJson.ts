import type { Health, Job, JobState, OwnerIdentity, WorkIdentity } from "@job-lifecycle/engine"
import { adoptOf } from "@job-lifecycle/engine"
import { NodeOwner } from "@job-lifecycle/node"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { JobDocument } from "./JobDocument.ts"
import { shortDuration } from "../shown/shortDuration.ts"

/** Writes one job in the words of `docs/job-json.md`. Pure. */
export const jobJson = (job: Job): JobDocument => {
  const { limits, ...request } = job.request
  const settled = job.state._tag === "Settled" ? job.state : null
  const settlement = settled?.settlement ?? null
  return {
    id: job.id,
    name: request.name,
    kind: request.kind,
    state: lower(job.state._tag),
    outcome: settlement === null ? null : retagged(settlement.outcome),
    settledBy: settlement === null ? null : lower(settlement.settledBy),
    work: workOf(job.state, job.health),
    pid: pidOf(job.owner),
    childPid: pidOf(job.work),
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    settledAt: settlement?.settledAt ?? null,
    lastEventAt: job.lastEventAt,
    phase: job.phase,
    message: job.message,
    ...processEnd(job.state),
    health: lower(job.health._tag),
    healthReason: healthReason(job.health),
    command: request.command,
    cwd: request.cwd,
    session: request.session,
    retryOf: request.retryOf,
    adopt: adoptOf(request),
    onEnd: onEndOf(job),
    resumeHandle: job.resumeHandle,
    cancel:
      job.cancel === null
        ? null
        : {
            by: job.cancel.by,
            requestedAt: job.cancel.requestedAt,
            reason: job.cancel.reason
          },
    result: job.result,
    late: job.late,
    logFile: job.logFile,
    unloggedBytes: settlement?.unloggedBytes ?? null,
    timeLimitMillis: limits.timeMillis,
    silenceLimitMillis: limits.silenceMillis,
    read: settled?.read ?? false,
    saved: job.saved,
    unreadable: job.unreadable
  }
}

const onEndOf = ({ hook, request }: Job): JobDocument["onEnd"] =>
  request.onEnd === undefined
    ? null
    : {
        command: request.onEnd,
        startedAt: hook.started?.at ?? null,
        endedAt: hook.ended?.at ?? null,
        exitCode: hook.ended?.exitCode ?? null,
        problem: hook.ended?.problem ?? null
      }

/** Says in a few words what makes a job's health worth mentioning; null when nothing does. */
export const healthReason = (health: Health): string | null => {
  switch (health._tag) {
    case "Quiet":
      return `nothing heard for ${shortDuration(health.forMillis)}`
    case "Frozen":
      return "its owner's process is stopped"
    case "Overdue":
      return `${shortDuration(health.byMillis)} past its time limit`
    case "Unknown":
      return `${health.reason}; last sign ${shortDuration(health.sinceMillis)} ago`
    case "Waiting":
    case "Active":
    case "Over":
      return null
  }
}

/** The process number in an identity of this platform's making, if it is one. */
const pidOf = (identity: OwnerIdentity | WorkIdentity | null): number | null => {
  if (identity === null) return null
  const decoded = decodeProcess(identity.value)
  return Option.isSome(decoded) ? decoded.value.pid : null
}

// The identity of a command says more than an owner's; what it has in common is enough here.
const decodeProcess = Schema.decodeUnknownOption(NodeOwner)

const workOf = (state: JobState, health: Health): JobDocument["work"] => {
  switch (state._tag) {
    case "Queued":
      return null
    case "Running":
      return health._tag === "Unknown" ? "unknown" : "running"
    case "Settled":
      return lower(state.work)
  }
}

const processEnd = (state: JobState): Pick<JobDocument, "exitCode" | "signal"> => {
  const outcome = state._tag === "Settled" ? state.settlement.outcome : null
  switch (outcome?._tag) {
    case "Completed":
      return { exitCode: outcome.result === "ExitCode" ? 0 : null, signal: null }
    case "Failed":
      return { exitCode: outcome.exitCode, signal: outcome.signal }
    case "Signalled":
      return { exitCode: null, signal: outcome.signal }
    case "Cancelled":
    case "TimedOut":
    case "Stalled":
    case "ClientExited":
    case "Orphaned":
    case "NeverStarted":
    case "Drained":
    case "Lost":
    case undefined:
      return { exitCode: null, signal: null }
  }
}

type Retagged<O> = O extends { readonly _tag: infer Tag }
  ? { readonly tag: Tag } & Omit<O, "_tag">
  : never

const retagged = <O extends { readonly _tag: string }>({ _tag, ...data }: O) =>
  ({ tag: _tag, ...data }) as unknown as Retagged<O>

const lower = <T extends string>(text: T): Lowercase<T> => text.toLowerCase() as Lowercase<T>
