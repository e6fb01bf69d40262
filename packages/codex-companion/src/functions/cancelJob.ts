import type { WorkState } from "@job-lifecycle/engine"
import { endForeign } from "../foreign/endForeign.ts"
import { stopForeign } from "../foreign/stopForeign.ts"
import type { HostJob } from "../records/HostJob.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { now } from "../records/now.ts"
import { openCompanion } from "./Companion.ts"
import { appendLogLine } from "./jobLog.ts"
import type { Environment } from "../process/Environment.ts"
import { resolveCancelableJob } from "./resolveJobs.ts"
import { whereKept } from "../workspace/whereKept.ts"

/** What came of asking the app-server to interrupt a turn, in the host's words. */
export interface Interrupt {
  readonly attempted: boolean
  readonly interrupted: boolean
  readonly detail?: string | null
}

/** What a cancel of the host may be given. */
export interface CancelOptions {
  /** Where the session is looked for; default: the environment of this process. */
  readonly env?: Environment
  /** Asks the app-server to interrupt a turn; the host's own function. */
  readonly interrupt?: (turn: {
    readonly threadId: string | null
    readonly turnId: string | null
  }) => Promise<Interrupt>
}

/** Two facts: how the job stands, and whether its work is confirmed to have stopped. */
export interface Cancelled {
  readonly job: HostJob
  readonly interrupt: Interrupt
  readonly work: WorkState
}

const notTried: Interrupt = { attempted: false, interrupted: false }

/** An app-server that does not answer holds no cancel up for longer. */
const interruptMillis = 5_000

/**
 * Cancels a job. The request is on record first, so that it holds even if everything after fails, then
 * the turn is interrupted and the owner ends. A job that completed first keeps its outcome, and that
 * is said.
 */
export const cancelJob = (
  cwd: string,
  reference: string,
  options: CancelOptions = {}
): Promise<Cancelled> => whereKept(cwd, reference, () => cancelHere(cwd, reference, options))

const cancelHere = async (
  cwd: string,
  reference: string,
  options: CancelOptions
): Promise<Cancelled> => {
  const { host, jobs, workspaceRoot } = await openCompanion(cwd)
  const { env } = options
  const { job } = await resolveCancelableJob(cwd, reference, env === undefined ? {} : { env })
  const stored = host.files.readJob(job.id)
  const known = stored?._tag === "Job" ? { ...job, ...stored.job } : job
  const turn = { threadId: known.threadId ?? null, turnId: known.turnId ?? null }
  if (host.projection.recordOf(job.id) === null) {
    const interrupt = await interrupted(options, turn, job)
    const asked = stopForeign(job, workspaceRoot)
    appendLogLine(job.logFile, "Cancelled by user.")
    const ending = { status: "cancelled", errorMessage: "Cancelled by user." } as const
    const over = endForeign(host, job, ending, now())
    return { job: over, interrupt, work: asked ? "Running" : "Unknown" }
  }
  const cancelling = jobs.cancel(jobIdOf(job.id), { by: "user" })
  const [interrupt, report] = await Promise.all([interrupted(options, turn, job), cancelling])
  const over = host.projection.recordOf(job.id) ?? job
  if (over.status !== "cancelled" && report.job.state._tag === "Settled") {
    throw new Error(`Job ${job.id} had ${over.status} before it could be cancelled.`)
  }
  appendLogLine(job.logFile, "Cancelled by user.")
  return { job: over, interrupt, work: report.work }
}

const interrupted = async (
  { interrupt }: CancelOptions,
  turn: { readonly threadId: string | null; readonly turnId: string | null },
  job: HostJob
): Promise<Interrupt> => {
  if (interrupt === undefined) return notTried
  const answer = await Promise.race([interrupt(turn).catch(failedInterrupt), tooLong()])
  if (answer.attempted) {
    appendLogLine(
      job.logFile,
      answer.interrupted
        ? `Requested Codex turn interrupt for ${turn.turnId} on ${turn.threadId}.`
        : `Codex turn interrupt failed${answer.detail ? `: ${answer.detail}` : "."}`
    )
  }
  return answer
}

const failedInterrupt = (error: unknown): Interrupt => ({
  attempted: true,
  interrupted: false,
  detail: error instanceof Error ? error.message : String(error)
})

const tooLong = async (): Promise<Interrupt> => {
  const { setTimeout: pause } = await import("node:timers/promises")
  await pause(interruptMillis, undefined, { ref: false })
  return { attempted: true, interrupted: false, detail: "the app-server did not answer" }
}
