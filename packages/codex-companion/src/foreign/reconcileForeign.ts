import type { HostJob } from "../records/HostJob.ts"
import { now } from "../records/now.ts"
import type { HostStore } from "../store/HostJobStore.ts"
import { cannotWrite } from "../store/cannotWrite.ts"
import { hostEntry } from "../table/hostRecord.ts"
import type { OverForeign } from "./endForeign.ts"
import { endAllForeign, endedForeign } from "./endForeign.ts"
import { judgeOpen } from "./judgeOpen.ts"

/** Settles what older versions left open and is provably over, and answers the list as it is then. */
export const reconcileForeign = (
  host: HostStore,
  workspaceRoot: string,
  jobs: ReadonlyArray<HostJob>
): ReadonlyArray<HostJob> => {
  const at = now()
  const over = jobs.flatMap((job): ReadonlyArray<OverForeign> => {
    const verdict = judgeOpen(host.projection, workspaceRoot, job, at)
    if (verdict._tag === "Leave") return []
    return [{ job, ending: { status: "failed", errorMessage: verdict.errorMessage } }]
  })
  if (over.length === 0) return jobs
  const ended = endOrTell(host, over, at)
  return jobs.map((job) => ended.get(job.id) ?? job)
}

/** A reader that cannot write sees what it found out all the same. */
const endOrTell = (
  host: HostStore,
  over: ReadonlyArray<OverForeign>,
  at: number
): ReadonlyMap<string, HostJob> => {
  try {
    return endAllForeign(host, over, at)
  } catch (error) {
    if (!cannotWrite(error)) throw error
    return new Map(
      over.map(({ ending, job }) => [job.id, hostEntry(endedForeign(host, job, ending, at))])
    )
  }
}
