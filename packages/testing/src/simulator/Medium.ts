import type { FactName, JobId, JobStore } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import type { StrayFact } from "./LifeEvent.ts"
import type { SimulatedHost } from "./SimulatedHost.ts"
import type { Simulation } from "./Simulation.ts"
import { tornStore } from "./tornStore.ts"

/** What is on record of one job. */
export interface RecordedJob {
  readonly facts: ReadonlyMap<FactName, unknown>
  /** What is prepared for its owner's last instant; null when nothing is. */
  readonly armed: unknown
}

/** What is on record, as nobody in particular sees it. */
export interface Records {
  readonly jobs: ReadonlyMap<JobId, RecordedJob>
  readonly active: ReadonlySet<JobId>
  readonly settled: ReadonlyMap<JobId, number>
}

/** One process's way to the records. */
export interface Handle {
  readonly store: JobStore["Service"]
  /**
   * Says that its process died inside an operation. Such a handle tells of each write at the instant when it
   * stands; without it an operation is whole, and its answer tells.
   */
  readonly isDead?: () => boolean
  /** The process has ended. */
  readonly close?: () => void
}

/** Told of what is on record from now on. */
export interface Landed {
  readonly wrote: (id: JobId, fact: FactName, value: unknown) => void
  readonly removed: (id: JobId) => void
}

/** What the processes of a world keep their records on. */
export interface Medium {
  readonly records: Records
  /** @param self the process whose handle it is, once it runs */
  readonly open: (self: () => SimulatedHost, landed: Landed) => Handle
  /** Somebody who is none of our programs writes this. */
  readonly stray: (id: JobId, fact: StrayFact, at: number) => void
  /** From now on nobody can read this fact, which is there. */
  readonly tear: (id: JobId, fact: FactName) => void
  /** There is no room any more, or again. Without it operations that take room are refused whole. */
  readonly fill?: (full: boolean) => void
  /** The machine stops at once. Answers what is gone or torn that had been written. */
  readonly cutPower?: () => ReadonlyArray<PowerLoss>
}

/**
 * What became of one fact when the power went. `unlisted`: a submission whose submitter was not told of it is
 * there, and in no listing.
 */
export interface PowerLoss {
  readonly id: JobId
  readonly fact: FactName
  readonly how: "gone" | "torn" | "unlisted"
}

/** Makes what a world keeps its records on. */
export type MakeMedium = (simulation: Simulation, seed: number) => Medium

/** Keeps records in memory. */
export const memoryMedium = (backing = MemoryJobStore.makeBacking()): Medium => {
  const torn = new Map<JobId, Set<FactName>>()
  return {
    records: backing,
    open: () => ({ store: tornStore(MemoryJobStore.make(backing), torn) }),
    stray: (id, fact, at) => {
      const job = backing.jobs.get(id)
      if (job === undefined) return
      if (fact !== "progress") job.facts.set(fact, { at })
      else job.progress = { at, phase: "stray", message: null, resumeHandle: null, nonce: "stray" }
    },
    tear: (id, fact) => void torn.set(id, (torn.get(id) ?? new Set()).add(fact))
  }
}
