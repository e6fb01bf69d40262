import { isActive } from "../records/HostJob.ts"
import type { HostJob } from "../records/HostJob.ts"
import { isoTime } from "../records/isoTime.ts"
import type { HostStore } from "../store/HostJobStore.ts"
import { hostEntry } from "../table/hostRecord.ts"

/** How an open record of an older version is to end. */
export interface ForeignEnding {
  readonly status: "failed" | "cancelled"
  readonly errorMessage: string
}

/**
 * Records that a job of an older version is over, in its own files: they are all that there is of
 * it. A record that says meanwhile that it ended is believed (F18). Answers the entry that stands.
 */
export const endForeign = (
  { files, projection }: HostStore,
  job: HostJob,
  { errorMessage, status }: ForeignEnding,
  now: number
): HostJob => {
  const read = files.readJob(job.id)
  const stored = read?._tag === "Job" ? read.job : null
  const record: HostJob =
    stored !== null && !isActive(stored)
      ? { ...job, ...stored, pid: null, updatedAt: stored.completedAt ?? isoTime(now) }
      : {
          ...job,
          ...stored,
          status,
          phase: status,
          pid: null,
          errorMessage,
          completedAt: isoTime(now),
          updatedAt: isoTime(now),
          ...(status === "cancelled" ? { cancelledAt: isoTime(now) } : {})
        }
  files.writeJob(record)
  const entry = hostEntry(record)
  projection.mend((state) => ({
    ...state,
    jobs: state.jobs.map((each) => (each.id === job.id && isActive(each) ? entry : each))
  }))
  return entry
}
