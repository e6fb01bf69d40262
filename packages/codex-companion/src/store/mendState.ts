import type { JobId } from "@job-lifecycle/engine"
import type { StateReading } from "../records/decodeState.ts"
import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import type { HostConfig, HostState } from "../records/HostState.ts"
import { emptyState } from "../records/HostState.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { newestFirst } from "../records/newestFirst.ts"

/** How many jobs the host's list holds. Open ones are never left out. */
export const listCap = 50

/** What is known besides the list itself. */
export interface Known {
  /** Entries of every job without an outcome, and of those that have just got one: as facts tell them. */
  readonly open: ReadonlyArray<HostJob>
  /** The settled jobs that could be listed, newest first, and before them those that the list tells as open. */
  readonly settled: ReadonlyArray<JobId>
  /** The entry of one of them; null when it is not to be shown. `Unread`: it cannot be read now. Costs a read. */
  readonly entryOf: (id: JobId) => HostJob | "Unread" | null
  /** Records of older versions that the list has lost. */
  readonly strays: ReadonlyArray<HostJob>
  /** Jobs of ours that the end of their session took off the list, once they are over. */
  readonly released: ReadonlySet<string>
  /** The list as one of us last wrote it. */
  readonly last: HostState | null
}

/** A list that is right, and what changed on the way there. */
export interface Mended {
  readonly state: HostState
  /** Jobs of ours that the list had lost, did not know to be over, or knew otherwise. */
  readonly back: ReadonlyArray<HostJob>
  /** Ended jobs that the list has no room for, and those that the end of their session takes off it. */
  readonly dropped: ReadonlyArray<HostJob>
}

/**
 * Decides what the host's list must say. Pure but for `entryOf`, and idempotent: mending what was
 * mended changes nothing.
 *
 * Laws: every open job of ours is in it as facts tell it, and so is every settled one that there is room
 * for. Of a settled one an entry is believed that is as we last wrote it: only others cost a read. Entries of
 * older versions stay as they are. Settings are what the list says, unless the list was reset: it cannot be
 * read, or it has lost jobs of ours and its settings are the defaults; then they are what they were when
 * we last wrote it (I8 nothing-lost).
 */
export const mendState = (reading: StateReading, known: Known): Mended => {
  const base = listIn(reading, known.last)
  const ours = new Set<string>([...known.open.map(({ id }) => jobIdOf(id)), ...known.settled])
  const isOurs = ({ id }: HostJob) => ours.has(jobIdOf(id))
  const staying = base.jobs.filter((job) => isActive(job) || !known.released.has(job.id))
  const listed = new Map(staying.map((job) => [jobIdOf(job.id), job] as const))
  const foreign = staying.filter((job) => !isOurs(job))
  const strays = known.strays.filter((job) => !listed.has(jobIdOf(job.id)) && !isOurs(job))
  const room = [...foreign, ...strays, ...known.open]
  const settled = settledEntries(known, listed, room)
  const { jobs, dropped } = withinCap([...room, ...settled])
  const back = [...known.open, ...settled].filter((job) => {
    const there = listed.get(jobIdOf(job.id))
    return there === undefined || (there !== job && !isActive(job))
  })
  const shown = new Set(jobs)
  const still = new Set(jobs.map(({ id }) => id))
  const released = base.jobs.filter(
    (job) => known.released.has(job.id) && isOurs(job) && !still.has(job.id)
  )
  return {
    state: { ...base, config: configOf(reading, known, base, listed, isOurs), jobs },
    back: back.filter((job) => shown.has(job)),
    dropped: [...dropped, ...released]
  }
}

/** The list as it is to be mended: where it cannot be read it is what one of us last wrote. */
export const listIn = (reading: StateReading, last: HostState | null): HostState =>
  reading._tag === "State" ? reading.state : (last ?? emptyState)

/** Stops reading as soon as what comes would be too old to be listed. */
const settledEntries = (
  { entryOf, last, open, settled }: Known,
  listed: ReadonlyMap<JobId, HostJob>,
  others: ReadonlyArray<HostJob>
): ReadonlyArray<HostJob> => {
  const isOpen = new Set(open.map(({ id }) => jobIdOf(id)))
  const written = new Set(last?.jobs.map((job) => JSON.stringify(job)))
  const entries: Array<HostJob> = []
  for (const id of settled) {
    if (isOpen.has(id)) continue
    const there = listed.get(id)
    const over = there === undefined || isActive(there) ? null : there
    const isOurWord = over !== null && written.has(JSON.stringify(over))
    const known = isOurWord ? over : entryOf(id)
    // What the list says of a job that cannot be read now is left as it is.
    const entry = known === "Unread" ? (there ?? null) : (known ?? over)
    if (entry === null) continue
    entries.push(entry)
    if (there === undefined && withinCap([...others, ...entries]).dropped.includes(entry)) break
  }
  return entries
}

/** As the host sorts; what is too much is the oldest of what is over. */
const withinCap = (jobs: ReadonlyArray<HostJob>) => {
  const sorted = newestFirst(jobs)
  let excess = Math.max(0, sorted.length - listCap)
  const dropped = new Set<HostJob>()
  for (const job of [...sorted].reverse()) {
    if (excess === 0) break
    if (isActive(job)) continue
    dropped.add(job)
    excess -= 1
  }
  return { jobs: sorted.filter((job) => !dropped.has(job)), dropped: [...dropped] }
}

const configOf = (
  reading: StateReading,
  { last, released }: Known,
  base: HostState,
  listed: ReadonlyMap<JobId, HostJob>,
  isOurs: (job: HostJob) => boolean
): HostConfig => {
  if (last === null || reading._tag !== "State") return base.config
  if (!reading.configKnown) return last.config
  const lostOurs = last.jobs.some(
    (job) => isOurs(job) && !listed.has(jobIdOf(job.id)) && !released.has(job.id)
  )
  return lostOurs && isDefault(base.config) ? last.config : base.config
}

const isDefault = (config: HostConfig): boolean =>
  Object.entries(config).every(([key, value]) => key === "stopReviewGate" && value === false)
