import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import type { Projected } from "../store/Projected.ts"
import type { ForeignVerdict } from "./judgeForeign.ts"
import { judgeForeign } from "./judgeForeign.ts"
import { observeForeign } from "./observeForeign.ts"

/** Looks at an entry of the list, and decides about it if it is an older version's and open. */
export const judgeOpen = (
  projection: Projected,
  workspaceRoot: string,
  job: HostJob,
  at: number
): ForeignVerdict => {
  if (!isActive(job) || projection.isOurs(job.id)) return { _tag: "Leave" }
  const root = job.workspaceRoot ?? workspaceRoot
  const seen = typeof job.pid === "number" ? observeForeign(job.pid, root) : null
  return judgeForeign(job, seen, at)
}
