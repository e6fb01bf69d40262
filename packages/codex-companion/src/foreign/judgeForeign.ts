import type { HostJob } from "../records/HostJob.ts"
import type { ForeignProcess } from "./ForeignProcess.ts"

/** What an older version's open record amounts to. */
export type ForeignVerdict =
  | { readonly _tag: "Leave" }
  | { readonly _tag: "Over"; readonly errorMessage: string }

/** A queued record whose process was never there is given up this long after it was made. */
const claimMillis = 60_000

/**
 * Decides about an open record of an older version, which has no identity and no lease. Pure and
 * total. Conservative: a record without a process number is left alone for ever, since nobody can
 * know (I7 unknown-stays-unknown), and so is one whose number some process has, whichever that is. Both
 * can be cancelled. The one exception is a queued record that says itself that no process was started.
 *
 * @param seen of its process; null when it names none
 * @param now wall time in milliseconds
 */
export const judgeForeign = (
  job: HostJob,
  seen: ForeignProcess | null,
  now: number
): ForeignVerdict => {
  if (seen === null) return judgeWithoutProcess(job, now)
  switch (seen._tag) {
    case "Gone":
      return exited(job, seen.detail)
    case "There":
    case "Unknown":
      return { _tag: "Leave" }
  }
}

const judgeWithoutProcess = (job: HostJob, now: number): ForeignVerdict => {
  const made = newest([job.createdAt, job.updatedAt])
  return job.status === "queued" && job.pid === null && made !== null && now - made > claimMillis
    ? { _tag: "Over", errorMessage: "The job was never started: its process could not be started." }
    : { _tag: "Leave" }
}

const exited = ({ pid }: HostJob, detail: string): ForeignVerdict => ({
  _tag: "Over",
  errorMessage: `Tracked process PID ${pid} exited unexpectedly without writing a terminal status (${detail}).`
})

const newest = (times: ReadonlyArray<string | null | undefined>): number | null => {
  const known = times.map((time) => Date.parse(time ?? "")).filter(Number.isFinite)
  return known.length === 0 ? null : Math.max(...known)
}
