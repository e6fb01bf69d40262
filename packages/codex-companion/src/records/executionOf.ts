import { asWritten } from "./asWritten.ts"
import { bySchema } from "./bySchema.ts"
import type { Execution } from "./Execution.ts"

/** Reads what a runner delivered, or what the engine kept of it; null when it is no execution. */
export const executionOf = (json: unknown): Execution | null => {
  if (asWritten.execution(json)) return json as Execution
  // The one field that every execution has: most of what is none, an error, lacks it.
  const hasStatus = typeof json === "object" && json !== null && "exitStatus" in json
  return hasStatus ? bySchema.execution(json) : null
}
