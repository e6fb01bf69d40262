import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { asWritten } from "./asWritten.ts"
import { HostJob } from "./HostJob.ts"

/** What one record says, or why it is none. */
export type JobReading =
  | { readonly _tag: "Job"; readonly job: HostJob }
  | { readonly _tag: "Odd"; readonly problem: string }

// Made at first use: most records are recognised without it.
let schema: ((json: unknown) => Result.Result<HostJob, unknown>) | null = null
const decode = (json: unknown) => (schema ??= Schema.decodeUnknownResult(HostJob))(json)

/**
 * Reads one record of any released version, from what `JSON.parse` gave. Total. The record is that
 * very value, its fields in the order in which they were written.
 */
export const decodeJob = (json: unknown): JobReading => {
  if (asWritten.job(json)) return { _tag: "Job", job: json as HostJob }
  const decoded = decode(json)
  return Result.isSuccess(decoded)
    ? { _tag: "Job", job: json as HostJob }
    : { _tag: "Odd", problem: String(decoded.failure) }
}

/** Reads the text of a `jobs/<id>.json`. Total. */
export const decodeJobText = (text: string): JobReading => {
  try {
    return decodeJob(JSON.parse(text))
  } catch (error) {
    return { _tag: "Odd", problem: text === "" ? "it is empty" : (error as Error).message }
  }
}
