import type { JobFacts, JobId, JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { StateReading } from "../records/decodeState.ts"
import { hostAttributesOf } from "../records/HostAttributes.ts"
import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import type { HostState } from "../records/HostState.ts"
import { emptyState } from "../records/HostState.ts"
import { encodeState } from "../records/encodeState.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { hostEntry, hostRecord } from "../table/hostRecord.ts"
import { viewOfFacts } from "../table/HostView.ts"
import type { HostFiles } from "./HostFiles.ts"
import { listCap, mendState } from "./mendState.ts"

/** Rival writers each mend after the other; one of them is last well before this. */
const patience = 64

/**
 * Keeps the host's files saying what the facts say, for its older versions and its users' scripts.
 *
 * No lock: whoever has written looks once more, and mends until nothing is left to mend. The last
 * writer's last look came after every fact whose own writer was done, so nothing of ours is missing
 * from what it leaves. What an older version writes over it is mended by the next of us that comes.
 */
export class Projection {
  readonly #facts: JobStore["Service"]
  readonly #files: HostFiles

  constructor(facts: JobStore["Service"], files: HostFiles) {
    this.#facts = facts
    this.#files = files
  }

  /** Shows one job as it stands now: its own record first, then its entry. */
  show(id: JobId): void {
    const facts = this.#factsOf(id)
    if (facts === null) return
    const record = hostRecord(viewOfFacts(facts))
    if (facts.settlement !== null && this.#files.released().has(record.id)) {
      this.#files.dropJob(record)
    } else {
      this.#files.writeJob(record)
    }
    this.mend()
  }

  /**
   * Brings the list to what it must say, and answers it; `edit` changes it besides. Writes nothing
   * where nothing is wrong. A reader that may not write is answered all the same.
   */
  mend(edit: (state: HostState) => HostState = (state) => state): HostState {
    let state = emptyState
    for (let tries = 0; tries < patience; tries++) {
      const { reading, text } = this.#files.readState()
      const mended = mendState(reading, this.#known(reading))
      state = edit(mended.state)
      const right = encodeState(state)
      if (right === text || (text === "" && right === encodeState(emptyState))) break
      try {
        if (reading._tag === "Unreadable") this.#files.quarantine(text)
        for (const job of mended.dropped) this.#files.dropJob(job)
        for (const { id } of mended.back) this.#restore(id)
        this.#files.writeState(state)
      } catch (error) {
        if (!mayNotWrite(error)) throw error
        break
      }
    }
    return state
  }

  /** The record of a job by the host's id, made of facts; null when they know nothing of it. */
  recordOf(hostId: string): HostJob | null {
    const facts = this.#factsOf(jobIdOf(hostId))
    return facts === null ? null : hostRecord(viewOfFacts(facts))
  }

  /** Open jobs of ours that the list says were cancelled: an older version was asked to. */
  wishes(): ReadonlyArray<JobId> {
    const { reading } = this.#files.readState()
    if (reading._tag !== "State") return []
    const cancelled = reading.state.jobs.filter(({ status }) => status === "cancelled")
    const asked = new Set(cancelled.map(({ id }) => jobIdOf(id)))
    if (asked.size === 0) return []
    return Effect.runSync(this.#facts.active).filter(
      (id) => asked.has(id) && this.#factsOf(id)?.settlement === null
    )
  }

  /** Takes a removed job off the list for ever. */
  forget(hostId: string): void {
    const { reading } = this.#files.readState()
    this.#files.forgetJob(hostId)
    if (reading._tag !== "State") return
    const jobs = reading.state.jobs.filter(({ id }) => id !== hostId)
    if (jobs.length < reading.state.jobs.length) this.#files.writeState({ ...reading.state, jobs })
  }

  /** The host's id of a job; null when there is no such job. */
  hostIdOf(id: JobId): string | null {
    const facts = this.#factsOf(id)
    return facts === null
      ? null
      : (hostAttributesOf(facts.created.request.attributes)?.companion.id ?? id)
  }

  #restore(hostId: string): void {
    this.#files.restoreLog(hostId)
    const read = this.#files.readJob(hostId)
    if (read?._tag === "Job" && !isActive(read.job)) return
    const record = this.recordOf(hostId)
    if (record !== null) this.#files.writeJob(record)
  }

  #known(reading: StateReading) {
    const released = this.#files.released()
    const open = Effect.runSync(this.#facts.active).flatMap((id) => this.#shownEntry(id, released))
    return {
      open,
      settled: Effect.runSync(this.#facts.settled(listCap + released.size)),
      entryOf: (id: JobId) => this.#shownEntry(id, released)[0] ?? null,
      strays: this.#strays(reading),
      released,
      last: this.#files.lastGood()
    }
  }

  #shownEntry(id: JobId, released: ReadonlySet<string>): ReadonlyArray<HostJob> {
    const facts = this.#factsOf(id)
    if (facts === null) return []
    const entry = hostEntry(hostRecord(viewOfFacts(facts)))
    return facts.settlement !== null && released.has(entry.id) ? [] : [entry]
  }

  /** Records that lie beside the list and are none of ours: an older version's, lost to another one. */
  #strays(reading: StateReading): ReadonlyArray<HostJob> {
    const listed = new Set(reading._tag === "State" ? reading.state.jobs.map(({ id }) => id) : [])
    return this.#files.recordIds().flatMap((id) => {
      if (listed.has(id) || this.#isOurs(id)) return []
      const read = this.#files.readJob(id)
      return read?._tag === "Job" && read.job.id === id ? [hostEntry(read.job)] : []
    })
  }

  #isOurs(hostId: string): boolean {
    return Effect.runSync(this.#facts.find(jobIdOf(hostId))).length > 0
  }

  #factsOf(id: JobId): JobFacts | null {
    return Effect.runSync(
      this.#facts
        .facts(id)
        .pipe(Effect.catchTag(["JobNotFound", "JobDamaged"], () => Effect.succeed(null)))
    )
  }
}

const mayNotWrite = (error: unknown): boolean =>
  ["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")
