import { asWritten } from "./asWritten.ts"
import { bySchema } from "./bySchema.ts"
import type { HostJob } from "./HostJob.ts"

/** What one record says, or why it is none. */
export type JobReading =
  | { readonly _tag: "Job"; readonly job: HostJob }
  | { readonly _tag: "Odd"; readonly problem: string }

/**
 * Reads one record of any released version, from what `JSON.parse` gave. Total. The record is that
 * very value, its fields in the order in which they were written.
 */
export const decodeJob = (json: unknown): JobReading => {
  const problem = asWritten.job(json) ? null : bySchema.job(json)
  return problem === null ? { _tag: "Job", job: json as HostJob } : { _tag: "Odd", problem }
}

/** Reads the text of a `jobs/<id>.json`. Total. */
export const decodeJobText = (text: string): JobReading => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { _tag: "Odd", problem: text === "" ? "it is empty" : (error as Error).message }
  }
  return decodeJob(json)
}
