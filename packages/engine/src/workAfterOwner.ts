import type { JobRequest } from "./JobRequest.ts"
import type { WorkState } from "./Outcome.ts"

/**
 * What is known of the work when its owner's process is gone and nobody has looked further: a
 * function ended with its process, a command may run on, an upstream turn cannot be seen from here.
 */
export const workAfterOwner = (request: JobRequest): WorkState => {
  if (request.kind === "command") return "Running"
  return request.upstream ? "Unknown" : "Stopped"
}
