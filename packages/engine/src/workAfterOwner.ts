import type { JobRequest } from "./JobRequest.ts"
import type { WorkState } from "./Outcome.ts"

/**
 * What is known of the work when its owner's process is gone and nobody has looked further: a
 * function ended with its process, a command and what a function `named` as its work may run on, an
 * upstream turn cannot be seen from here.
 */
export const workAfterOwner = ({ kind, upstream }: JobRequest, named = false): WorkState => {
  if (kind === "command") return "Running"
  if (upstream) return "Unknown"
  return named ? "Running" : "Stopped"
}
