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

/** A job of an older version that is over. */
export interface OverForeign {
  readonly job: HostJob
  readonly ending: ForeignEnding
}

/**
 * Records that a job of an older version is over, in its own files: they are all that there is of
 * it. Answers the entry that stands. One whose record may not be read now is left as it is: that may tell how
 * it ended.
 */
export const endForeign = (
  host: HostStore,
  job: HostJob,
  ending: ForeignEnding,
  now: number
): HostJob => endAllForeign(host, [{ job, ending }], now).get(job.id) ?? job

/** The same of several at once: the list is read and written once for all of them, however many there are. */
export const endAllForeign = (
  host: HostStore,
  over: ReadonlyArray<OverForeign>,
  now: number
): ReadonlyMap<string, HostJob> => {
  host.projection.refuseNewer()
  const entries = new Map<string, HostJob>()
  for (const { ending, job } of over) {
    const read = host.files.readJob(job.id)
    if (isRefused(read)) continue
    const record = endedRecord(read, job, ending, now)
    // What is no record stays where it is.
    if (read?._tag !== "Unread") host.files.writeJob(record)
    entries.set(job.id, hostEntry(record))
  }
  host.projection.mend((state) => ({
    ...state,
    jobs: state.jobs.map((each) => (isActive(each) ? (entries.get(each.id) ?? each) : each))
  }))
  return entries
}

/**
 * What is to be recorded of a job of an older version that is over. A record that says meanwhile that it
 * ended is believed (F18).
 */
export const endedForeign = (
  { files }: HostStore,
  job: HostJob,
  ending: ForeignEnding,
  now: number
): HostJob => {
  const read = files.readJob(job.id)
  return isRefused(read) ? job : endedRecord(read, job, ending, now)
}

type Read = ReturnType<HostStore["files"]["readJob"]>

const isRefused = (read: Read): boolean => read?._tag === "Unread" && read.isRefused

const endedRecord = (
  read: Read,
  job: HostJob,
  { errorMessage, status }: ForeignEnding,
  now: number
): HostJob => {
  const stored = read?._tag === "Job" ? read.job : null
  return stored !== null && !isActive(stored)
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
}
