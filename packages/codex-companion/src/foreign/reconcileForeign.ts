import type { HostJob } from "../records/HostJob.ts"
import { now } from "../records/now.ts"
import type { HostStore } from "../store/HostJobStore.ts"
import { endForeign } from "./endForeign.ts"
import { judgeOpen } from "./judgeOpen.ts"

/** Settles what older versions left open and is provably over, and answers the list as it is then. */
export const reconcileForeign = (
  host: HostStore,
  workspaceRoot: string,
  jobs: ReadonlyArray<HostJob>
): ReadonlyArray<HostJob> =>
  jobs.map((job) => {
    const at = now()
    const verdict = judgeOpen(host.projection, workspaceRoot, job, at)
    if (verdict._tag === "Leave") return job
    const { errorMessage } = verdict
    return endForeign(host, job, { status: "failed", errorMessage }, at)
  })
