import type { Job } from "./Job.ts"
import type { JobRequest } from "./JobRequest.ts"
import type { WorkState } from "./Outcome.ts"
import type { WorkIdentity } from "./OwnerIdentity.ts"

/**
 * What is known of the work when its owner's process is gone and nobody has looked further: a
 * function ended with its process, a command may run on, and so may what a function named as its
 * work; an upstream turn cannot be seen from here.
 */
export const workAfterOwner = (request: JobRequest, work: WorkIdentity | null): WorkState => {
  if (request.kind === "command" || work !== null) return "Running"
  return request.upstream ? "Unknown" : "Stopped"
}

/** An upstream turn cannot be seen from here, and it is all that there was. */
export const isUpstreamAlone = ({
  request,
  unreadable,
  work
}: Pick<Job, "request" | "unreadable" | "work">): boolean =>
  !unreadable.includes("work") && workAfterOwner(request, work) === "Unknown"
