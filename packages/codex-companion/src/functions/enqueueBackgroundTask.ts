import type { Job } from "@job-lifecycle/engine"
import { idVariable, openStartUp, tokenVariable } from "@job-lifecycle/node"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
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

/** A process as `spawn` answers it. Not by that name, which is of `@types/node`: a dependent may lack that. */
export interface Launched {
  readonly pid?: number | undefined
  readonly on: (event: "spawn" | "error", listener: (error: Error) => void) => unknown
  readonly unref: () => void
}

/**
 * Records a job for a process to come, and only then starts that process (I1 record-before-work). Its
 * owner registers itself, from inside; from here nothing of the job is written again, but that its
 * process could not be started. What that process says on its standard error before it can record anything
 * is kept for the record.
 *
 * @param launch starts the detached process that will call `runTrackedJob`, at once; `errors` is to be its
 * standard error, null where that has no place
 */
export const enqueueBackgroundTask = async (
  job: TrackedJob,
  request: unknown,
  launch: (errors: number | null) => Launched,
  options: { readonly logFile?: string | null; readonly timeoutMs?: number } = {}
): Promise<Enqueued> => {
  const logFile = options.logFile ?? null
  const { jobs } = await openCompanion(job.workspaceRoot)
  const submission = submissionOf({ ...job, logFile, request }, options)
  const submitted = await jobs.submit({ ...submission, launched: true })
  passHolderOn()
  try {
    const child = launchAs(submitted, launch)
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

/**
 * Starts the owner of a submitted job with the job's id for its token: by that a reader sees that an owner is
 * still to come, and, once its launcher has ended, that none is.
 */
const launchAs = (job: Job, launch: (errors: number | null) => Launched): ChildProcess => {
  const { [idVariable]: id, [tokenVariable]: token } = process.env
  const errors = openStartUp(job.logFile)
  delete process.env[idVariable]
  process.env[tokenVariable] = job.id
  try {
    return launch(errors) as ChildProcess
  } finally {
    if (errors !== null) fs.closeSync(errors)
    delete process.env[tokenVariable]
    if (id !== undefined) process.env[idVariable] = id
    if (token !== undefined) process.env[tokenVariable] = token
  }
}
