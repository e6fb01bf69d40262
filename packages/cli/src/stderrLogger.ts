import * as Cause from "effect/Cause"
import * as Logger from "effect/Logger"
import { write } from "./stdio.ts"
import { visible } from "./shown/visible.ts"

/**
 * Says on standard error what the engine reports beside a job, each thing once. It cannot fail: the
 * standard error of a detached owner is a file in the store, and when the disk is full that must not
 * end the job.
 */
export const stderrLogger = (): Logger.Logger<unknown, void> => {
  const said = new Set<string>()
  return Logger.make(({ cause, logLevel, message }) => {
    const parts = (Array.isArray(message) ? message : [message]).map(String)
    if (cause.reasons.length > 0) parts.push(Cause.pretty(cause))
    const lines = parts.join("\n").split("\n").map(visible).join("\n")
    const text = `job: ${logLevel === "Warn" ? "warning" : logLevel.toLowerCase()}: ${lines}\n`
    if (said.has(text)) return
    said.add(text)
    write("stderr", text)
  })
}
