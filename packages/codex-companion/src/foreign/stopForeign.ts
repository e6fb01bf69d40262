import type { HostJob } from "../records/HostJob.ts"
import { observeForeign } from "./observeForeign.ts"

/**
 * Asks the process of an older version's record to end: its group where it leads one, as it was
 * started, else itself. Answers whether anybody was asked.
 *
 * A number is no identity, so it is looked at again right before, and a process that does not work
 * in the job's workspace is left alone (I6 no-stranger-signalled).
 */
export const stopForeign = (job: HostJob, workspaceRoot: string): boolean => {
  if (typeof job.pid !== "number") return false
  const seen = observeForeign(job.pid, job.workspaceRoot ?? workspaceRoot)
  if (seen._tag !== "There" || !seen.fits) return false
  return tell(-job.pid) || tell(job.pid)
}

const tell = (target: number): boolean => {
  try {
    process.kill(target, "SIGTERM")
    return true
  } catch {
    // It leads no group, or it has ended.
    return false
  }
}
