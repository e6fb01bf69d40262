import type { HostJob } from "../records/HostJob.ts"
import { now } from "../records/now.ts"
import type { HostStore } from "../store/HostJobStore.ts"
import { cannotWrite } from "../store/cannotWrite.ts"
import { hostEntry } from "../table/hostRecord.ts"
import { endedForeign, endForeign } from "./endForeign.ts"
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
    const ending = { status: "failed", errorMessage: verdict.errorMessage } as const
    try {
      return endForeign(host, job, ending, at)
    } catch (error) {
      // A reader that cannot write sees what it found out all the same.
      if (!cannotWrite(error)) throw error
      return hostEntry(endedForeign(host, job, ending, at))
    }
  })
