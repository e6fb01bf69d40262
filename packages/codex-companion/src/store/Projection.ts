import type { JobId } from "@job-lifecycle/engine"
import type { HostState } from "../records/HostState.ts"
import { emptyState } from "../records/HostState.ts"
import { hostRecord } from "../table/hostRecord.ts"
import { viewOfFacts } from "../table/HostView.ts"
import type { StateReading } from "../records/decodeState.ts"
import { cannotWrite } from "./cannotWrite.ts"
import type { HostFiles } from "./HostFiles.ts"
import { unlessInTheWay } from "./inTheWay.ts"
import { NewerState } from "./NewerState.ts"
import type { FactReader } from "./Projected.ts"
import { Projected, unlessUnread } from "./Projected.ts"

/** Rival writers each mend after the other; one of them is last well before this. */
const patience = 64

/**
 * Keeps the host's files saying what the facts say, for its older versions and its users' scripts.
 *
 * No lock: whoever has written looks once more, and mends until nothing is left to mend. The last
 * writer's last look came after every fact whose own writer was done, so nothing of ours is missing
 * from what it leaves. What an older version writes over it is mended by the next of us that comes.
 */
export class Projection extends Projected {
  protected override readonly files: HostFiles

  constructor(facts: FactReader, files: HostFiles) {
    super(facts, files)
    this.files = files
  }

  /** Shows one job as it stands now: its own record first, then its entry. */
  show(id: JobId): void {
    this.showAll([id])
  }

  /** The same of several at once. A record that cannot be written keeps none of the others; it throws in the end. */
  showAll(ids: ReadonlyArray<JobId>): void {
    const failed: Array<unknown> = []
    const released = this.files.released()
    for (const id of ids) {
      try {
        this.#write(id, released)
      } catch (error) {
        failed.push(error)
      }
    }
    this.mend()
    if (failed.length > 0) throw failed[0]
  }

  #write(id: JobId, released: ReadonlySet<string>): void {
    const facts = unlessUnread(() => this.facts.facts(id), null)
    if (facts === null) return
    const record = hostRecord(viewOfFacts(facts))
    if (facts.settlement !== null && released.has(record.id)) this.files.dropJob(record)
    else this.files.writeJob(record)
  }

  /**
   * Brings the list to what it must say, and answers it; `edit` changes it besides. Writes nothing
   * where nothing is wrong. A reader that cannot write is answered all the same; a change
   * that cannot be written throws.
   */
  mend(edit?: (state: HostState) => HostState): HostState {
    let state = emptyState
    for (let tries = 0; tries < patience; tries++) {
      const { isRight, mended, reading, state: must, text } = this.look(edit)
      state = must
      if (isRight) break
      try {
        refuseNewer(reading)
        if (reading._tag === "Unreadable") this.files.quarantine(text)
        for (const job of mended.dropped) this.files.dropJob(job)
        for (const { id } of mended.back) this.#restore(id)
        this.files.writeState(state)
      } catch (error) {
        if (edit !== undefined || !cannotWrite(error)) throw error
        break
      }
    }
    return state
  }

  /** Throws where the list is one that may not be written. */
  refuseNewer(): void {
    refuseNewer(this.files.readState().reading)
  }

  /** Takes a removed job off the list for ever. */
  forget(hostId: string): void {
    this.files.forgetJob(hostId)
    const { reading, state } = this.look()
    if (reading._tag !== "State" || reading.newer !== null) return
    const jobs = state.jobs.filter(({ id }) => id !== hostId)
    if (jobs.length < state.jobs.length) this.files.writeState({ ...state, jobs })
  }

  #restore(hostId: string): void {
    this.files.restoreLog(hostId)
    const record = this.recordOf(hostId)
    if (record === null) return
    // A record that cannot be written keeps no job off the list: the facts tell what is there.
    unlessInTheWay(() => this.files.writeJob(record))
  }
}

const refuseNewer = (reading: StateReading): void => {
  if (reading._tag === "State" && reading.newer !== null) throw new NewerState(reading.newer)
}
