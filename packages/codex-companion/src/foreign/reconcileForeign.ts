import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import { now } from "../records/now.ts"
import type { HostStore } from "../store/HostJobStore.ts"
import { endForeign } from "./endForeign.ts"
import { judgeForeign } from "./judgeForeign.ts"
import { observeForeign } from "./observeForeign.ts"

/** Settles what older versions left open and is provably over, and answers the list as it is then. */
export const reconcileForeign = (
  host: HostStore,
  workspaceRoot: string,
  jobs: ReadonlyArray<HostJob>
): ReadonlyArray<HostJob> =>
  jobs.map((job) => {
    if (!isActive(job) || host.projection.recordOf(job.id) !== null) return job
    const at = now()
    const root = job.workspaceRoot ?? workspaceRoot
    const seen = typeof job.pid === "number" ? observeForeign(job.pid, root) : null
    const verdict = judgeForeign(job, seen, at)
    if (verdict._tag === "Leave") return job
    const { errorMessage } = verdict
    return endForeign(host, job, { status: "failed", errorMessage }, at)
  })
