import type { JobFacts, JobId } from "@job-lifecycle/engine"
import { errorCode } from "@job-lifecycle/node"
import type { StateReading } from "../records/decodeState.ts"
import { encodeState } from "../records/encodeState.ts"
import { hostAttributesOf } from "../records/hostAttributesOf.ts"
import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import type { HostState } from "../records/HostState.ts"
import { emptyState } from "../records/HostState.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { hostEntry, hostRecord } from "../table/hostRecord.ts"
import { viewOfFacts } from "../table/HostView.ts"
import type { HostReader } from "./HostReader.ts"
import type { Known, Mended } from "./mendState.ts"
import { listCap, listIn, mendState } from "./mendState.ts"

/** What is read of the facts, at once. */
export interface FactReader {
  readonly active: () => ReadonlyArray<JobId>
  /** The newest settled jobs, newest first. */
  readonly settled: (limit: number) => ReadonlyArray<JobId>
  /** Ids that begin so. */
  readonly find: (prefix: string) => ReadonlyArray<JobId>
  /** Whether there is such a job, though it may be damaged. Throws where it cannot be read now. */
  readonly exists: (id: JobId) => boolean
  /** Null: there is no such job, or none that can be made out. Throws where it cannot be read now. */
  readonly facts: (id: JobId) => JobFacts | null
}

/** What the list says, and what it must say. */
export interface Look {
  readonly text: string
  readonly reading: StateReading
  readonly mended: Mended
  /** The list as it must be, edited. */
  readonly state: HostState
  readonly isRight: boolean
}

/** Reads what the host's files say of the jobs beside what the facts say. It never writes. */
export class Projected {
  protected readonly facts: FactReader
  protected readonly files: HostReader

  constructor(facts: FactReader, files: HostReader) {
    this.facts = facts
    this.files = files
  }

  /** Looks at the list once; `edit` changes what it must say besides. */
  look(edit: (state: HostState) => HostState = (state) => state): Look {
    const { reading, text } = this.files.readState()
    const mended = mendState(reading, this.#known(reading))
    const state = edit(mended.state)
    const right = encodeState(state)
    const isRight = right === text || (text === "" && right === encodeState(emptyState))
    return { text, reading, mended, state, isRight }
  }

  /** The record of a job by the host's id, made of facts; null when they know nothing of it. */
  recordOf(hostId: string): HostJob | null {
    const facts = this.facts.facts(jobIdOf(hostId))
    return facts === null ? null : hostRecord(viewOfFacts(facts))
  }

  /** Whether facts tell of a job, though they may be damaged, or not readable now. */
  isOurs(hostId: string): boolean {
    return unlessUnread(() => this.facts.exists(jobIdOf(hostId)), true)
  }

  /** Open jobs of ours that the host's list tells of, and that the store has lost from its own. */
  unlisted(
    jobs: ReadonlyArray<HostJob>,
    active: ReadonlyArray<{ readonly id: JobId }>
  ): ReadonlyArray<JobId> {
    const listed = new Set(active.map(({ id }) => id))
    return jobs
      .filter((job) => isActive(job) && !listed.has(jobIdOf(job.id)) && this.isOurs(job.id))
      .map(({ id }) => jobIdOf(id))
  }

  /** Whether a job of ours is over and nobody is on record as having seen how. */
  isUnread(hostId: string): boolean {
    const facts = this.facts.facts(jobIdOf(hostId))
    return facts !== null && facts.settlement !== null && facts.read === null
  }

  /** Open jobs of ours that the list says were cancelled: an older version was asked to. */
  wishes(): ReadonlyArray<JobId> {
    const { reading } = this.files.readState()
    if (reading._tag !== "State") return []
    const cancelled = reading.state.jobs.filter(({ status }) => status === "cancelled")
    const asked = new Set(cancelled.map(({ id }) => jobIdOf(id)))
    if (asked.size === 0) return []
    return this.facts
      .active()
      .filter(
        (id) => asked.has(id) && unlessUnread(() => this.facts.facts(id), null)?.settlement === null
      )
  }

  /** The host's id of a job; null when there is no such job. */
  hostIdOf(id: JobId): string | null {
    const facts = this.facts.facts(id)
    return facts === null
      ? null
      : (hostAttributesOf(facts.created.request.attributes)?.companion.id ?? id)
  }

  #known(reading: StateReading): Known {
    const released = this.files.released()
    const last = this.#lastGood(reading)
    const listed = listIn(reading, last)
    const found = this.facts.active()
    const told = this.#toldOpen(listed, new Set(found))
    const active = [...found, ...told.open].map((id) => [id, this.#entryOf(id, released)] as const)
    // Where they cannot be listed, those stay that are on the list, or were when one of us last wrote it.
    const newest =
      unlessUnread(() => this.facts.settled(listCap + released.size), null) ??
      this.#overIn([...listed.jobs, ...(last?.jobs ?? [])])
    const met = new Set([...active.map(([id]) => id), ...newest])
    // Sessions end and jobs stay: of one that is over its own facts have no more to say than that.
    const takenOff = new Set([...released].map(jobIdOf))
    return {
      open: active.flatMap(([, entry]) => (isEntry(entry) ? entry : [])),
      // Those that are over and not yet among the settled are ours as well, and are to go.
      settled: [
        ...told.over.filter((id) => !met.has(id)),
        ...newest,
        ...active.flatMap(([id, entry]) => (entry === "Released" ? id : []))
      ],
      entryOf: (id: JobId) => {
        const entry = takenOff.has(id) ? "Released" : this.#entryOf(id, released)
        return entry === "Released" ? null : entry
      },
      strays: this.#strays(reading),
      released,
      last
    }
  }

  /** Jobs of ours among these that are over, as they were last told. */
  #overIn(jobs: ReadonlyArray<HostJob>): ReadonlyArray<JobId> {
    const over = jobs.filter((job) => !isActive(job) && this.isOurs(job.id))
    return [...new Set(over.map(({ id }) => jobIdOf(id)))]
  }

  /**
   * Jobs of ours that the list tells as open and that are not among `found`. Open: the store has lost them from
   * its own. Over: any number may have ended since.
   */
  #toldOpen({ jobs }: HostState, found: ReadonlySet<JobId>) {
    const ids = jobs.filter(isActive).map(({ id }) => jobIdOf(id))
    const told = ids
      .filter((id) => !found.has(id))
      .flatMap((id) => unlessUnread(() => this.facts.facts(id), null) ?? [])
    const idsOf = (isOver: boolean) =>
      told.filter(({ settlement }) => (settlement !== null) === isOver).map(({ id }) => id)
    return { open: idsOf(false), over: idsOf(true) }
  }

  /** What was last written is of use, and no more, where the list itself can be read. */
  #lastGood(reading: StateReading): HostState | null {
    try {
      return this.files.lastGood()
    } catch (error) {
      if (reading._tag !== "State" || errorCode(error) === undefined) throw error
      return null
    }
  }

  /** `Released`: it is over, and the end of its session took it off the list. */
  #entryOf(id: JobId, released: ReadonlySet<string>): HostJob | "Released" | "Unread" | null {
    const facts = unlessUnread(() => this.facts.facts(id), "Unread" as const)
    if (facts === null || facts === "Unread") return facts
    const entry = hostEntry(hostRecord(viewOfFacts(facts)))
    return facts.settlement !== null && released.has(entry.id) ? "Released" : entry
  }

  /** Records that lie beside the list and are none of ours: an older version's, lost to another one. */
  #strays(reading: StateReading): ReadonlyArray<HostJob> {
    const listed = new Set(reading._tag === "State" ? reading.state.jobs.map(({ id }) => id) : [])
    return this.files.recordIds().flatMap((id) => {
      if (listed.has(id) || this.#isKnown(id)) return []
      const read = this.files.readJob(id)
      return read?._tag === "Job" && read.job.id === id ? [hostEntry(read.job)] : []
    })
  }

  /** A folder of its id is enough: what is in it may have been ours. */
  #isKnown(hostId: string): boolean {
    return unlessUnread(() => this.facts.find(jobIdOf(hostId)).length > 0, true)
  }
}

const isEntry = (entry: HostJob | string | null): entry is HostJob =>
  entry !== null && typeof entry !== "string"

/** One job that cannot be read, or one listing, keeps nobody from the others. */
export const unlessUnread = <A, B>(read: () => A, otherwise: B): A | B => {
  try {
    return read()
  } catch (error) {
    const { _tag } = error as { readonly _tag?: unknown }
    if (_tag !== "JobStoreError" && _tag !== "JobDamaged") throw error
    return otherwise
  }
}
