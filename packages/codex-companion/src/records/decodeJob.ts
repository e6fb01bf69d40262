import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { HostJob } from "./HostJob.ts"

/** What one record says, or why it is none. */
export type JobReading =
  | { readonly _tag: "Job"; readonly job: HostJob }
  | { readonly _tag: "Odd"; readonly problem: string }

const decode = Schema.decodeUnknownResult(HostJob)

/**
 * Reads one record of any released version, from what `JSON.parse` gave. Total. The record is that
 * very value, its fields in the order in which they were written.
 */
export const decodeJob = (json: unknown): JobReading => {
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
