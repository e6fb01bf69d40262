import type { Health, Job, JobState } from "@job-lifecycle/engine"
import { adoptOf } from "@job-lifecycle/engine"
import { pidOf } from "@job-lifecycle/node"
import type { JobDocument } from "./JobDocument.ts"
import { healthReason } from "../shown/healthReason.ts"

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
