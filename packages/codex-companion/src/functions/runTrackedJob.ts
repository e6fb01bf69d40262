import type { Job, JobId } from "@job-lifecycle/engine"
import type { PromiseRunner } from "@job-lifecycle/node"
import { tokenVariable } from "@job-lifecycle/node"
import type { Execution } from "../records/Execution.ts"
import { attributesOf } from "../records/HostAttributes.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { hostRecord } from "../table/hostRecord.ts"
import { viewOfJob } from "../table/HostView.ts"
import type { Companion } from "./Companion.ts"
import { openCompanion } from "./Companion.ts"
import { currentJob, openJobs } from "./currentJob.ts"
import { appendLogBlock, ownLog } from "./jobLog.ts"
import { leaveSoon } from "./leaveSoon.ts"
import { limitsOf } from "./limitsOf.ts"
import { whereKept } from "../workspace/whereKept.ts"
import { errorWithoutSecrets } from "./withoutSecrets.ts"

/** A job as the host makes it, before it is run. */
export type TrackedJob = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly workspaceRoot: string
}

/** How a job of the host is run. */
export interface TrackedJobOptions {
  /** Where the host writes its log; default: where the record says, or nowhere. */
  readonly logFile?: string | null | undefined
  /** Total limit in milliseconds; see `limitsOf`. */
  readonly timeoutMs?: number | undefined
  /** This process exists for the job alone, so that a cancel may signal it. Default false. */
  readonly dedicated?: boolean | undefined
}

/**
 * Runs one job of the host to its outcome, and answers what its runner delivered.
 *
 * The runner is raced with everything else that can end the job: the end of its client, its limit, a
 * cancel, a termination signal. Rejects with the runner's own error, or with a sentence that says
 * what else ended the job. What was delivered is answered though that or its end cannot be recorded, as no success,
 * and why is told on the standard error. After a signal the process ends with 128 + n, unless the host listens for
 * it too. Signal handlers are there from the first durable record to the last open job's end.
 *
 * A process that was started for a job runs it where it was submitted, though the workspace may have been
 * given another place since: anywhere else it would be a second job, and the first one never started.
 */
export const runTrackedJob = <A extends Execution>(
  job: TrackedJob,
  runner: () => Promise<A>,
  options: TrackedJobOptions = {}
): Promise<A> => {
  const run = () => runHere(job, runner, options)
  return process.env[tokenVariable] === jobIdOf(job.id)
    ? whereKept(job.workspaceRoot, job.id, run)
    : run()
}

const runHere = async <A extends Execution>(
  job: TrackedJob,
  runner: () => Promise<A>,
  options: TrackedJobOptions
): Promise<A> => {
  const companion = await openCompanion(job.workspaceRoot)
  const logFile = options.logFile ?? job["logFile"] ?? null
  const end: { delivered?: A; thrown?: { readonly error: unknown } } = {}
  const tracked: PromiseRunner = async (context) => {
    openJobs.set(job.id, context)
    ownLog(logFile, () => companion.host.files.renewLogCopy(job.id))
    try {
      const execution = await currentJob().run(context, runner)
      end.delivered = execution
      if (execution.exitStatus === 0) return execution
    } catch (error) {
      end.thrown = { error }
      throw errorWithoutSecrets(error)
    } finally {
      openJobs.delete(job.id)
    }
    throw badEnd(end.delivered)
  }
  const settled = await start(companion, { ...job, logFile }, tracked, options).catch(
    (error: unknown) => {
      if (end.delivered === undefined) throw error
      return { unrecorded: error, delivered: end.delivered }
    }
  )
  if ("unrecorded" in settled) return answerAlone(settled.delivered, settled.unrecorded, logFile)
  if (settled.state._tag !== "Settled")
    throw new Error(`Job ${job.id} was left ${settled.state._tag}.`)
  const { outcome } = settled.state.settlement
  if (outcome._tag === "Completed" || outcome._tag === "Failed") {
    if (end.delivered !== undefined) {
      // The turn was completed, and its answer is not on record.
      if (outcome._tag === "Failed" && end.delivered.exitStatus === 0) {
        return answerAlone(end.delivered, new Error(outcome.message), logFile)
      }
      appendLogBlock(logFile, "Final output", end.delivered.rendered)
      return end.delivered
    }
    if (end.thrown !== undefined) throw end.thrown.error
  }
  if (options.dedicated === true && openJobs.has(job.id)) leaveSoon(1)
  throw new Error(hostRecord(viewOfJob(settled)).errorMessage ?? `Job ${job.id} has ended.`)
}

/** An answer that cannot be recorded, or its job's end cannot: nobody finds it later, and it is no success. */
const answerAlone = <A extends Execution>(delivered: A, error: unknown, logFile: unknown): A => {
  appendLogBlock(logFile, "Final output", delivered.rendered)
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return { ...delivered, exitStatus: delivered.exitStatus === 0 ? 1 : delivered.exitStatus }
}

/** A job that was enqueued is claimed; any other is recorded with its claim as one fact. */
const start = async (
  { host, jobs }: Companion,
  job: TrackedJob,
  runner: PromiseRunner,
  options: TrackedJobOptions
): Promise<Job> => {
  const id = jobIdOf(job.id)
  const dedicated = options.dedicated ?? false
  // From here on the claim tells: what this process starts is not all the job's, the shared broker is not.
  if (process.env[tokenVariable] === id) delete process.env[tokenVariable]
  if (await isOnRecord(jobs.get, id)) return await jobs.own(id, runner, { dedicated })
  const stored = host.files.readJob(job.id)
  if (stored?._tag === "Unread") {
    throw new Error(`Whether job ${job.id} was cancelled cannot be read: ${stored.problem}`)
  }
  if (stored?._tag === "Job" && stored.job.status === "cancelled") {
    throw new Error(`Job ${job.id} was cancelled before it was started.`)
  }
  return await jobs.run({ ...submissionOf(job, options), dedicated }, runner)
}

const isOnRecord = (get: (id: JobId) => Promise<Job>, id: JobId): Promise<boolean> =>
  get(id).then(
    () => true,
    (error: { readonly _tag?: unknown }) => {
      if (error._tag === "JobNotFound") return false
      throw error
    }
  )

/** What the engine is asked to record of a job of the host. */
export const submissionOf = (job: TrackedJob, options: { readonly timeoutMs?: unknown }) => ({
  id: jobIdOf(job.id),
  name: typeof job["title"] === "string" ? job["title"] : job.id,
  cwd: job.workspaceRoot,
  ...(typeof job["sessionId"] === "string" ? { session: job["sessionId"] } : {}),
  // The turn runs in the app-server: when this process dies, nobody here sees what becomes of it.
  upstream: true,
  attributes: attributesOf(job),
  ...limitsOf(options)
})

/** A turn that ended and not well: the engine keeps the answer with the failure. */
const badEnd = (execution: Execution): Error =>
  Object.assign(
    new Error(execution.summary ?? `the turn ended with status ${execution.exitStatus}`),
    execution
  )
