import type { LimitOptions } from "@job-lifecycle/engine"
import * as Duration from "effect/Duration"
import { Refusal } from "./Refusal.ts"

const variable = "CODEX_COMPANION_JOB_TIMEOUT_MS"
const defaultTimeoutMillis = 30 * 60_000
/** The longest limit that the engine takes: a thousand years. */
const mostMillis = 2 ** 45

/** A host that ends a command gives it a few seconds at most, and a turn is interrupted in one. */
const grace = "2 seconds"

/**
 * The total limit of a job: what the caller asks for, else `CODEX_COMPANION_JOB_TIMEOUT_MS`, else 30
 * minutes. Zero is no limit. Read at each start.
 *
 * @throws Refusal of what is no number of milliseconds, before anything is recorded
 */
export const limitsOf = (options: { readonly timeoutMs?: unknown }): LimitOptions => {
  const millis =
    millisOf("timeoutMs", options.timeoutMs) ??
    millisOf(variable, process.env[variable]) ??
    defaultTimeoutMillis
  return { timeLimit: Duration.millis(Math.ceil(millis)), grace }
}

const millisOf = (name: string, given: unknown): number | undefined => {
  if (given === undefined || given === null || given === "") return undefined
  const millis = String(given).trim() === "" ? Number.NaN : Number(given)
  if (millis >= 0 && millis <= mostMillis) return millis
  throw new Refusal(
    `${name} is "${String(given)}". Give a number of milliseconds up to ${mostMillis}; 0 is no limit.`
  )
}
