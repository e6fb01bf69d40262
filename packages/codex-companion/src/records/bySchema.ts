import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Execution } from "./Execution.ts"
import { HostAttributes } from "./HostAttributes.ts"
import { HostJob } from "./HostJob.ts"
import { HostConfig } from "./HostState.ts"

// Made at first use: most records are recognised without them.
let job: ((json: unknown) => Result.Result<HostJob, unknown>) | null = null
let config: ((json: unknown) => json is HostConfig) | null = null
let attributes: ((json: unknown) => Option.Option<HostAttributes>) | null = null
let execution: ((json: unknown) => Option.Option<Execution>) | null = null

/**
 * Judges what `asWritten` does not recognise. The small file that answers first holds no schema:
 * there, each of these leaves the answer to the whole adapter (`rolldown.config.mjs`).
 */
export const bySchema = {
  /** Says why it is none; null when it is a record. */
  job: (json: unknown): string | null => {
    const decoded = (job ??= Schema.decodeUnknownResult(HostJob))(json)
    return Result.isSuccess(decoded) ? null : String(decoded.failure)
  },

  config: (json: unknown): json is HostConfig => (config ??= Schema.is(HostConfig))(json),

  attributes: (json: unknown): HostAttributes | null =>
    Option.getOrNull((attributes ??= Schema.decodeUnknownOption(HostAttributes))(json)),

  execution: (json: unknown): Execution | null =>
    Option.getOrNull((execution ??= Schema.decodeUnknownOption(Execution))(json))
}
