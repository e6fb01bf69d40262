import { JobDamaged, JobNotFound, JobStore, JobStoreError } from "@job-lifecycle/engine"
import type { HistoryEntry, JobFacts, JobId } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Access } from "./attempt.ts"
import { attempt } from "./attempt.ts"
import { confirmOutcome } from "./confirmOutcome.ts"
import { codec, decodeRecord, progressCodec } from "./factText.ts"
import { isListedAnyway } from "./isListedAnyway.ts"
import { JobFiles } from "./JobFiles.ts"
import { inFolder, startUpName } from "./layout.ts"
import { appendToLog, defaultLogCapBytes, readFromLog, readTail } from "./jobLog.ts"
import { dayOf, keepIndex } from "./keepIndex.ts"
import { doubtLease, instantOf, leaseAge, renewLease } from "./lease.ts"
import { publishFact, readStanding, standingFact, submitJob } from "./publishFact.ts"
import { readFacts } from "./readFacts.ts"
import { rebuildIndex } from "./rebuildIndex.ts"
import { removeJob } from "./removeJob.ts"
import { noteRetentionDue, readRetentionDue } from "./retentionDue.ts"
import type { StoreFs } from "./StoreFs.ts"
import { StoreRoot } from "./StoreRoot.ts"
import { readProcessScope } from "../probe/readProcessScope.ts"
import { sweep } from "./sweep.ts"
import { temporaryFolder } from "../temporaryFolder.ts"
import { watchFolder } from "./watchFolder.ts"

/** Where a store is, and what it may hold. */
export interface FileJobStoreOptions {
  /** The folder that holds the store. Made, for its owner alone, when the first job is submitted. */
  readonly root: string
  /** What one job's log may hold; default 64 MiB. */
  readonly logCapBytes?: number | undefined
  /** What stands for the disk; default the disk. For tests. */
  readonly fs?: StoreFs | undefined
  /** Which monotonic clock this process is on; default the one of its boot. For tests. */
  readonly clock?: string | null | undefined
  /** Which boot of the machine this is; default what that says. For tests. */
  readonly boot?: string | undefined
}

/**
 * Keeps facts as files that are published once by link(2). No lock, no daemon, no shared list.
 *
 * **Details**: every operation is synchronous inside. A fact costs a fraction of a millisecond, a
 * thread pool's round trips cost more, and an owner's last instant has no other way.
 */
export const make = (options: FileJobStoreOptions): JobStore["Service"] => {
  const files = new JobFiles(new StoreRoot(options.root, options.fs))
  const { fs } = files.root
  const location = files.root.layout.root
  const logCapBytes = options.logCapBytes ?? defaultLogCapBytes
  const refuse = (operation: string, reason: JobStoreError["reason"], detail: string) =>
    new JobStoreError({ operation, reason, location, detail })
  const run = <A, E>(access: Access, operation: string, act: () => Effect.Effect<A, E>) =>
    attempt(fs, access, operation, refuse, act)
  /** For what changes a job without being a fact. */
  const change = <A>(id: JobId, operation: string, act: () => A) =>
    run("Write", operation, () =>
      files.logFile(id) === null
        ? Effect.fail(refuse(operation, "Unexpected", `"${id}" is not the id of a job`))
        : Effect.succeed(act())
    )
  const maintain = <A>(operation: string, act: (now: number) => A) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      run("Write", operation, () => Effect.succeed(act(now)))
    )
  const instant = Effect.gen(function* () {
    const monotonicMillis = Number((yield* Clock.monotonicTimeNanos) / 1_000_000n)
    return instantOf(monotonicMillis, yield* Clock.currentTimeMillis, options.clock)
  })
  let indexed = false
  /** Listings are read from the index, so the first one of a process sees to it. */
  const list = <A>(operation: string, ids: () => A) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      run("Read", operation, () => {
        if (!indexed && files.root.isThere()) {
          indexed = true
          keepIndex(files, options.boot ?? readProcessScope().bootId ?? dayOf(now), now)
        }
        return Effect.succeed(ids())
      })
    )

  return JobStore.of({
    location,
    submit: (created) => run("Write", "submit a job", () => submitJob(files, created)),
    publishOnce: (id, fact, value) =>
      run("Write", `record the ${fact} of job ${id}`, () => publishFact(files, id, fact, value)),
    standing: (id, fact) =>
      run("Read", `read the ${fact} of job ${id}`, () => standingFact(files, id, fact)),
    facts: (id) =>
      run("Read", `read job ${id}`, (): Effect.Effect<JobFacts, JobNotFound | JobDamaged> => {
        const at = files.at(id)
        const reading = at === null ? null : readFacts(at, id, decodeRecord)
        if (reading === null || reading._tag === "NoJob") {
          files.root.confirmNothing()
          return Effect.fail(new JobNotFound({ reference: id, searched: location }))
        }
        if (reading._tag === "Facts") {
          const { settlement } = reading.facts
          if (settlement !== null) confirmOutcome(files, id, settlement.nonce)
          return Effect.succeed(reading.facts)
        }
        const { _tag, ...damage } = reading
        return Effect.fail(new JobDamaged({ id, ...damage, searched: location }))
      }),
    putProgress: (id, progress) =>
      change(id, `record the progress of job ${id}`, () =>
        files.putProgress(id, progressCodec.encode(progress))
      ),
    renewLease: (id, nonce) =>
      Effect.flatMap(instant, (now) =>
        change(id, `renew the lease of job ${id}`, () => renewLease(files, id, nonce, now))
      ),
    leaseAge: (id, nonce) =>
      Effect.flatMap(instant, (now) =>
        run("Read", `read the lease of job ${id}`, () =>
          Effect.succeed(leaseAge(files, id, nonce, now))
        )
      ),
    doubtLease: (id, about) =>
      Effect.flatMap(instant, (now) =>
        change(id, `doubt the lease of job ${id}`, () => doubtLease(files, id, about, now))
      ),
    arm: (id, settlement) =>
      change(id, `prepare the last gasp of job ${id}`, () =>
        files.arm(id, codec("outcome", id).encode(settlement))
      ),
    lastGasp: (id, decide, anew) =>
      files.lastGasp(
        id,
        () => {
          const known = <F extends "cancel" | "result">(fact: F) => {
            const standing = readStanding(files, id, fact)
            return standing._tag === "Value" ? standing.value : null
          }
          return codec("outcome", id).encode(decide(known("cancel"), known("result")))
        },
        () => (anew === undefined ? null : codec("created", id).encode(anew))
      ),
    index: (id, { settledAt, active }) =>
      change(id, `list job ${id} as settled`, () =>
        files.index(id, isListedAnyway(files, id) ? null : settledAt, active)
      ),
    active: list("list the active jobs", () => files.active() as Array<JobId>),
    settled: (limit) => list("list the settled jobs", () => files.settled(limit) as Array<JobId>),
    history: list("list all settled jobs", () => files.history() as Array<HistoryEntry>),
    remove: (id, mayGo) => maintain(`remove job ${id}`, () => removeJob(files, id, mayGo)),
    sweep: ({ everywhere }) =>
      maintain("clear away what others left", (now) => sweep(files, now, everywhere)),
    rebuildIndex: maintain("list all jobs again", () => rebuildIndex(files, "all")),
    retentionDueAt: run("Read", "read when retention is due", () =>
      Effect.succeed(readRetentionDue(files.root))
    ),
    postponeRetention: (dueAt) =>
      maintain("note when retention is due", () => noteRetentionDue(files.root, dueAt)),
    find: (prefix) =>
      run("Read", "look for a job", () => Effect.succeed(files.find(prefix) as Array<JobId>)),
    appendLog: (id, chunk) =>
      Effect.suspend(() => {
        const pending = { rest: chunk }
        return change(id, `add to the log of job ${id}`, () => {
          files.checkOpen(id)
          appendToLog(fs, files.folder(id), pending, logCapBytes)
        })
      }),
    readLog: (id, range) =>
      run("Read", `read the log of job ${id}`, () =>
        files.names(id) === null
          ? Effect.fail(new JobNotFound({ reference: id, searched: location }))
          : Effect.succeed(readFromLog(fs, files.folder(id), range))
      ),
    startUp: (id, tailBytes) =>
      run("Read", `read what the owner of job ${id} said`, () =>
        Effect.succeed(
          files.logFile(id) === null
            ? ""
            : readTail(fs, inFolder(files.folder(id), startUpName), tailBytes)
        )
      ),
    logFile: (id) => files.logFile(id),
    changes: (id, wake) =>
      watchFolder(fs, files.logFile(id) === null ? null : files.folder(id), wake),
    activeChanges: (wake) => watchFolder(fs, files.root.layout.active, wake)
  })
}

/** A store in this folder. Nothing is read or made before it is used. */
export const layer = (options: FileJobStoreOptions): Layer.Layer<JobStore> =>
  Layer.sync(JobStore, () => make(options))

/** A store in a folder of its own, which goes with the scope. For tests. */
export const layerTemporary: Layer.Layer<JobStore> = Layer.effect(
  JobStore,
  Effect.map(temporaryFolder, (folder) => make({ root: inFolder(folder, "root") }))
)
