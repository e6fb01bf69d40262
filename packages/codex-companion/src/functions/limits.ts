import type { LimitOptions } from "@job-lifecycle/engine"
import * as Duration from "effect/Duration"

const defaultTimeoutMillis = 30 * 60_000

/** A host that ends a command gives it a few seconds at most, and a turn is interrupted in one. */
const grace = "2 seconds"

/**
 * The total limit of a job: what the caller asks for, else `CODEX_COMPANION_JOB_TIMEOUT_MS`, else 30
 * minutes. Zero is no limit; what is no number of milliseconds is not heard. Read at each start.
 */
export const limitsOf = (options: { readonly timeoutMs?: unknown }): LimitOptions => {
  const given = [options.timeoutMs, process.env["CODEX_COMPANION_JOB_TIMEOUT_MS"]]
    .filter((value) => value !== undefined && value !== null && value !== "")
    .map(Number)
    .find((millis) => Number.isFinite(millis) && millis >= 0)
  return { timeLimit: Duration.millis(Math.ceil(given ?? defaultTimeoutMillis)), grace }
}
