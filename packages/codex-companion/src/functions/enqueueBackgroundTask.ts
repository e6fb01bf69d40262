import { once } from "node:events"
import type { ChildProcess } from "node:child_process"
import { passHolderOn } from "../broker/Holder.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { openCompanion } from "./Companion.ts"
import type { TrackedJob } from "./runTrackedJob.ts"
import { submissionOf } from "./runTrackedJob.ts"

/** What the host prints of a job that it has enqueued. */
export interface Enqueued {
  readonly payload: {
    readonly jobId: string
    readonly status: "queued"
    readonly title: unknown
    readonly summary: unknown
    readonly logFile: string | null
  }
  readonly logFile: string | null
}

/**
 * Records a job for a process to come, and only then starts that process (I1 record-before-work). Its
 * owner registers itself, from inside; from here nothing of the job is written again, but that its
 * process could not be started.
 *
 * @param launch starts the detached process that will call `runTrackedJob`
 */
export const enqueueBackgroundTask = async (
  job: TrackedJob,
  request: unknown,
  launch: () => ChildProcess,
  options: { readonly logFile?: string | null; readonly timeoutMs?: number } = {}
): Promise<Enqueued> => {
  const logFile = options.logFile ?? null
  const { jobs } = await openCompanion(job.workspaceRoot)
  await jobs.submit(submissionOf({ ...job, logFile, request }, options))
  passHolderOn()
  try {
    const child = launch()
    await once(child, "spawn")
    child.unref()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    await jobs.abandon(jobIdOf(job.id), { message, code: code ?? null, stderrTail: "" })
    throw error
  }
  const { id, summary, title } = job as TrackedJob & Record<"summary" | "title", unknown>
  return { payload: { jobId: id, status: "queued", title, summary, logFile }, logFile }
}
