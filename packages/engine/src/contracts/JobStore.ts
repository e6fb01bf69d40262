import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { JobDamaged, JobNotFound, JobStoreError } from "../model/errors.ts"
import type {
  CancelIntent,
  Created,
  FactName,
  FactValue,
  JobFacts,
  Progress,
  ResultRecord
} from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { Settlement } from "../model/Outcome.ts"

/** The answer to a publication: ours is the first, or this value was there before. */
export type Published<A> =
  | { readonly _tag: "Won" }
  | { readonly _tag: "Standing"; readonly value: A }

/** It is on record now, by this call. */
export const Won: Published<never> = { _tag: "Won" }
/** Another value was on record before, and stands. */
export const Standing = <A>(value: A): Published<A> => ({ _tag: "Standing", value })

/**
 * The answer to a submission. `Void`: it began so long ago that somebody has given its id up. Nothing was
 * recorded; draw another id.
 */
export type Submitted = Published<Created> | { readonly _tag: "Void" }

/**
 * What became of a removal. `Refused`: the facts that were found at the last moment were not to
 * go. `NoJob`: there was none of that id, or another remover was first.
 */
export type Removal = "Removed" | "Refused" | "NoJob"

/** One line of the listing of settled jobs. */
export interface HistoryEntry {
  readonly id: JobId
  /** Wall milliseconds since the epoch, as its outcome has it. */
  readonly settledAt: number
}

/** What a rebuilt index had been lacking. */
export interface IndexRebuilt {
  readonly active: number
  readonly settled: number
}

/** Facts that say something after submission, each published once. */
export type LaterFact = Exclude<FactName, "created">

/** Which part of a log: from an offset on, or its last bytes. */
export type LogRange = (
  | {
      readonly offset: number
      /** How much at most, four bytes or more: `nextOffset` is where to read on. Default: to its end. */
      readonly maxBytes?: number | undefined
    }
  | { readonly tailBytes: number; readonly maxBytes?: undefined }
) & {
  /**
   * Cuts a page at any byte. By default a character whose end is not there yet is left for the next page.
   * For output that may not be UTF-8, and for the log of a job that is over.
   */
  readonly asBytes?: boolean | undefined
}

/** A part of a job's log. `offset` and `nextOffset` count bytes from its beginning. */
export interface LogPage {
  /** As UTF-8; bytes that are not are shown as replacement characters. */
  readonly text: string
  /** The same part, as it was written. */
  readonly bytes: Uint8Array
  readonly nextOffset: number
}

/**
 * Keeps facts about jobs. The raw view: callers outside the engine read through `JobLifecycle`,
 * which reconciles (I3 every-read-reconciles).
 *
 * Laws. `describeJobStore` proves of every implementation what one process can see; what it cannot
 * is said below, and is for the tests of each store.
 * - A fact is published whole or not at all; the first value stands for ever, and every later
 *   publisher is answered with it (I2). The promise is per fact, never over several.
 * - What `publishOnce` acknowledged survives the death of its writer (I8).
 * - An unreadable outcome means "ended, details lost", never "not ended", and an unreadable request
 *   to cancel "somebody asked, details lost"; an unreadable submission is `JobDamaged`; other
 *   unreadable facts are named in `unreadable` and never overwritten.
 * - A removed job is gone for everybody in one step: a reader sees all of it or none. What was
 *   acknowledged before that step has been shown to `mayGo`; what comes after it finds no job.
 * - Listings are an index of the facts, and can be made anew from them at any time, beside writers.
 * - A lease is measured on a clock that its owner and its readers share, so that one look by a
 *   process that was just started is enough. Where they share none that nobody can set, the age may
 *   be wrong; that it was renewed since somebody doubted it never is.
 * - No operation waits for another process.
 *
 * **Gotchas**: the suite kills nobody, damages nothing and starts no process. Of the store in files
 * the tests in `packages/node/test` prove what it cannot:
 * - what was acknowledged survives the death of its writer and a power cut: `crash.test.ts`,
 *   `stress.test.ts`, `FileJobStore.processes.test.ts`;
 * - what is made of unreadable records: `FileJobStore.damage.test.ts`;
 * - writers in other processes are rivals like those in one, of which the suite shows two handles at
 *   most: `FileJobStore.processes.test.ts`, `stress.test.ts`, `pruning.processes.test.ts`;
 * - no operation waits for a process that has stopped in the middle of another one:
 *   `FileJobStore.removal.test.ts`, `FileJobStore.sweep.test.ts`;
 * - on which clock a lease is measured: `lease.test.ts`, `lease.processes.test.ts`.
 *
 * The store in memory has no other process, survives none, and nothing in it is ever unreadable.
 */
export class JobStore extends Context.Service<
  JobStore,
  {
    /** Says where this store is, for messages: a path, a table. */
    readonly location: string
    /** Makes the job known, durably, before anything is started (I1 record-before-work). */
    readonly submit: (created: Created) => Effect.Effect<Submitted, JobStoreError>
    /** Publishes one fact if it is the first of its name for this job. */
    readonly publishOnce: <F extends LaterFact>(
      id: JobId,
      fact: F,
      value: FactValue<F>
    ) => Effect.Effect<Published<FactValue<F>>, JobNotFound | JobStoreError>
    /** Reads one fact, without any of the others. */
    readonly standing: <F extends LaterFact>(
      id: JobId,
      fact: F
    ) => Effect.Effect<FactValue<F> | null, JobStoreError>
    /** Reads all facts of one job. */
    readonly facts: (id: JobId) => Effect.Effect<JobFacts, JobNotFound | JobDamaged | JobStoreError>
    /** Replaces the owner's progress. Not durable across a power cut. */
    readonly putProgress: (id: JobId, progress: Progress) => Effect.Effect<void, JobStoreError>
    /** Renews the lease of the owner whose claim has this nonce. Not durable; wakes no watcher. */
    readonly renewLease: (id: JobId, nonce: string) => Effect.Effect<void, JobStoreError>
    /**
     * How long ago that was, in milliseconds and never negative; null when it never was. Time that
     * the machine slept does not count where owner and reader are on the same one.
     */
    readonly leaseAge: (id: JobId, nonce: string) => Effect.Effect<number | null, JobStoreError>
    /**
     * Notes what readers wait for, and answers for how long they do already, in milliseconds. One
     * note is kept, of a settled job too: another text begins anew, and so does each renewal.
     *
     * @param about the nonce of the claim whose lease is waited for, or any text that says more
     */
    readonly doubtLease: (id: JobId, about: string) => Effect.Effect<number, JobStoreError>
    /** Prepares the last gasp: the settlement to record when there is no time or room for another. */
    readonly arm: (id: JobId, settlement: Settlement) => Effect.Effect<void, JobStoreError>
    /**
     * Settles at once, without suspension, for the instant before the process ends: the decided
     * settlement, or the armed one when that cannot be written and neither a result nor a request to
     * cancel goes against it. Never throws. False: nothing was recorded, as by a store that cannot do it,
     * and the next reader infers the ending. `decide` is told of a request to cancel
     * and of a result that are on record, or null. `anew`: the submission, with its claim,
     * that is recorded first where the job's record was removed; without it there is no such job.
     */
    readonly lastGasp: (
      id: JobId,
      decide: (cancel: CancelIntent | null, result: ResultRecord | null) => Settlement,
      anew?: Created
    ) => boolean
    /**
     * Enters a settled job into the newest-first listing, at the time of its outcome. `active`
     * keeps it among the active ones: its work runs on, or may. Safe to repeat.
     */
    readonly index: (
      id: JobId,
      options: { readonly settledAt: number; readonly active: boolean }
    ) => Effect.Effect<void, JobStoreError>
    /** Every job without an outcome, and those whose work outlives it, or may. O(active). */
    readonly active: Effect.Effect<ReadonlyArray<JobId>, JobStoreError>
    /** The newest settled jobs, newest first. O(limit), not O(history). */
    readonly settled: (limit: number) => Effect.Effect<ReadonlyArray<JobId>, JobStoreError>
    /** Every settled job, newest first: `settled` is its beginning. O(history), for retention. */
    readonly history: Effect.Effect<ReadonlyArray<HistoryEntry>, JobStoreError>
    /**
     * Removes a job and all that belongs to it, if `mayGo` says so of its facts. They are read when
     * nobody can write to them any more; refused, the job is put back as it was. Unreadable facts
     * are refused without asking.
     */
    readonly remove: (
      id: JobId,
      mayGo: (facts: JobFacts) => boolean
    ) => Effect.Effect<Removal, JobStoreError>
    /**
     * Finishes what crashed processes left half-made or half-removed, and answers how much. It
     * touches no job. `everywhere` looks into every job for that, which is O(history).
     */
    readonly sweep: (options: {
      readonly everywhere: boolean
    }) => Effect.Effect<number, JobStoreError>
    /** Lists again every job that its facts say is active or settled. O(history). */
    readonly rebuildIndex: Effect.Effect<IndexRebuilt, JobStoreError>
    /** When retention is due next, in wall milliseconds; null when nobody ever said. */
    readonly retentionDueAt: Effect.Effect<number | null, JobStoreError>
    /**
     * Notes when retention is due next. Of two at the same time, either stands. Before the first
     * submission there is nothing to retain, and the note may be lost.
     */
    readonly postponeRetention: (dueAt: number) => Effect.Effect<void, JobStoreError>
    /** All ids that begin with this text. */
    readonly find: (prefix: string) => Effect.Effect<ReadonlyArray<JobId>, JobStoreError>
    /** Appends to the job's log. */
    readonly appendLog: (id: JobId, chunk: Uint8Array) => Effect.Effect<void, JobStoreError>
    /** Reads the log from an offset on, or its last bytes. */
    readonly readLog: (
      id: JobId,
      range: LogRange
    ) => Effect.Effect<LogPage, JobNotFound | JobStoreError>
    /**
     * The end of what an owner has said on its standard error, where somebody kept that for it: why
     * it could not claim its job. Empty where there is nothing.
     */
    readonly startUp: (id: JobId, tailBytes: number) => Effect.Effect<string, JobStoreError>
    /** Where the log can be read without us, if anywhere. */
    readonly logFile: (id: JobId) => string | null
    /**
     * Calls `wake` whenever something of this job may have changed, once at the start too, until the
     * scope closes. Holds no process open by itself. A net under events that were missed is part of it.
     */
    readonly changes: (id: JobId, wake: () => void) => Effect.Effect<void, never, Scope.Scope>
    /** The same for the set of active jobs: one may have come or gone. */
    readonly activeChanges: (wake: () => void) => Effect.Effect<void, never, Scope.Scope>
  }
>()("job-lifecycle/JobStore") {}
