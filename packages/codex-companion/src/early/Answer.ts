import { writeTo } from "@job-lifecycle/node"
import type { JobSnapshot, StatusSnapshot } from "../functions/snapshots.ts"
import type { HostJob } from "../records/HostJob.ts"

/** How the host shows jobs. */
interface Rendering {
  readonly renderStatusReport: (report: object) => string
  readonly renderJobStatusReport: (job: object) => string
  readonly renderStoredJobResult: (job: object, stored: object | null) => string
}

/** What a command answers: as data, and as the host shows it. */
export interface Answer {
  readonly value: object
  readonly shown: (host: Rendering) => string
}

export const statusAnswer = (value: StatusSnapshot): Answer => ({
  value,
  shown: (host) => host.renderStatusReport(value)
})

export const jobAnswer = (value: JobSnapshot): Answer => ({
  value,
  shown: (host) => host.renderJobStatusReport(value.job)
})

export const resultAnswer = (job: HostJob, storedJob: HostJob | null): Answer => ({
  value: { job, storedJob },
  shown: (host) => host.renderStoredJobResult(job, storedJob)
})

/** Prints as the host does. What shows it is loaded only if it is to be shown. */
export const print = async (
  { shown, value }: Answer,
  asJson: unknown,
  host: URL
): Promise<void> => {
  const text =
    asJson === true
      ? `${JSON.stringify(value, null, 2)}\n`
      : shown((await import(new URL("render.mjs", host).href)) as Rendering)
  writeTo(1, text)
}

export const printFailure = (error: unknown): void => {
  writeTo(2, `${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
