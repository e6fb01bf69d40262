import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { Created, FactValue } from "../model/facts.ts"
import { Progress } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { HistoryEntry, IndexRebuilt, LaterFact, Published } from "../contracts/JobStore.ts"
import { JobStore, Won } from "../contracts/JobStore.ts"
import type { MemoryJob } from "./MemoryJob.ts"
import { answer, createdOf, factsOf, memoryJob, record, standing } from "./MemoryJob.ts"
import { pageOf } from "./pageOf.ts"
import { registered } from "./registered.ts"
import { throughJson } from "./throughJson.ts"

/**
 * What several handles share: each handle is one simulated process, the backing is the disk. It
 * outlives every one of them.
 *
 * **Gotchas**: nothing in it is ever unreadable or full; tests of damage need files or a faulty store.
 */
export interface MemoryBacking {
  readonly jobs: Map<JobId, MemoryJob>
  readonly active: Set<JobId>
  readonly settled: Map<JobId, number>
  readonly watchers: Map<JobId, Set<() => void>>
  readonly activeWatchers: Set<() => void>
  retentionDueAt: number | null
}

export const makeBacking = (): MemoryBacking => ({
  jobs: new Map(),
  active: new Set(),
  settled: new Map(),
  watchers: new Map(),
  activeWatchers: new Set(),
  retentionDueAt: null
})

/** One process's handle on a shared backing. */
export const make = (backing: MemoryBacking): JobStore["Service"] => {
  const { active, activeWatchers, jobs, settled, watchers } = backing
  const location = "memory"

  const changed = (id: JobId): void => {
    for (const wake of watchers.get(id) ?? []) wake()
  }
  /** In one operation: the job could be removed between two. */
  const ofJob = <A, E>(id: JobId, absent: () => E, use: (job: MemoryJob) => A) =>
    Effect.suspend((): Effect.Effect<A, E> => {
      const job = jobs.get(id)
      return job === undefined ? Effect.fail(absent()) : Effect.succeed(use(job))
    })
  const found = <A>(id: JobId, use: (job: MemoryJob) => A): Effect.Effect<A, JobNotFound> =>
    ofJob(id, () => new JobNotFound({ reference: id, searched: location }), use)
  const activeChanged = (): void => {
    for (const wake of activeWatchers) wake()
  }
  const withJob = <A>(operation: string, id: JobId, act: (job: MemoryJob) => A) => {
    const detail = `there is no job ${id}`
    const absent = () => new JobStoreError({ operation, reason: "Unexpected", location, detail })
    return ofJob(id, absent, act)
  }
  const change = (operation: string, id: JobId, act: (job: MemoryJob) => void) =>
    withJob(operation, id, (job) => {
      act(job)
      changed(id)
    })
  const publish = <F extends LaterFact>(
    id: JobId,
    job: MemoryJob,
    fact: F,
    value: FactValue<F>
  ): Published<FactValue<F>> => {
    const recorded = record(fact, value)
    const first = standing(job, fact)
    if (first !== null) return answer(first, recorded)
    job.facts.set(fact, recorded)
    changed(id)
    return Won
  }

  const enter = (created: Created): Published<Created> => {
    const recorded = record("created", created)
    const before = jobs.get(created.id)
    if (before !== undefined) return answer(createdOf(before), recorded)
    active.add(created.id)
    jobs.set(created.id, memoryJob(recorded))
    changed(created.id)
    activeChanged()
    return Won
  }

  const lastGasp: JobStore["Service"]["lastGasp"] = (id, decide, anew) => {
    if (anew !== undefined && !jobs.has(id)) enter(anew)
    const job = jobs.get(id)
    if (job === undefined) return false
    if (standing(job, "outcome") !== null) return true
    try {
      publish(id, job, "outcome", decide(standing(job, "cancel"), standing(job, "result")))
      return true
    } catch {
      const saysMore = job.facts.has("result") || job.facts.has("cancel")
      if (job.armed === null || saysMore) return false
      job.facts.set("outcome", job.armed)
      changed(id)
      return true
    }
  }

  return JobStore.of({
    location,
    submit: (created) => Effect.sync(() => enter(created)),
    publishOnce: (id, fact, value) => found(id, (job) => publish(id, job, fact, value)),
    standing: (id, fact) =>
      Effect.sync(() => {
        const job = jobs.get(id)
        return job === undefined ? null : standing(job, fact)
      }),
    facts: (id) => found(id, (job) => factsOf(id, job)),
    putProgress: (id, progress) =>
      change(`record the progress of job ${id}`, id, (job) => {
        job.progress = throughJson(Progress, progress)
      }),
    renewLease: (id, nonce) =>
      Effect.flatMap(Clock.monotonicTimeNanos, (renewedAt) =>
        withJob(`renew the lease of job ${id}`, id, (job) => {
          job.leases.set(nonce, renewedAt)
          job.doubt = null
        })
      ),
    leaseAge: (id, nonce) =>
      Effect.map(Clock.monotonicTimeNanos, (now) => {
        const renewedAt = jobs.get(id)?.leases.get(nonce) ?? null
        return renewedAt === null ? null : millisSince(renewedAt, now)
      }),
    doubtLease: (id, about) =>
      Effect.flatMap(Clock.monotonicTimeNanos, (now) =>
        withJob(`doubt the lease of job ${id}`, id, (job) => {
          if (job.doubt?.about !== about) job.doubt = { about, at: now }
          return millisSince(job.doubt.at, now)
        })
      ),
    arm: (id, settlement) =>
      change(`prepare the last gasp of job ${id}`, id, (job) => {
        job.armed = record("outcome", settlement)
      }),
    lastGasp,
    index: (id, options) =>
      Effect.sync(() => {
        settled.set(id, options.settledAt)
        if (!options.active && active.delete(id)) activeChanged()
        changed(id)
      }),
    active: Effect.sync(() => [...active].sort()),
    settled: (limit) =>
      Effect.sync(() =>
        newestFirst(settled)
          .slice(0, Math.max(0, limit))
          .map(({ id }) => id)
      ),
    history: Effect.sync(() => newestFirst(settled)),
    remove: (id, mayGo) =>
      Effect.sync(() => {
        const job = jobs.get(id)
        if (job === undefined) return "NoJob"
        if (!mayGo(factsOf(id, job))) return "Refused"
        jobs.delete(id)
        settled.delete(id)
        if (active.delete(id)) activeChanged()
        changed(id)
        return "Removed"
      }),
    // Nothing in memory is ever half-made.
    sweep: () => Effect.succeed(0),
    rebuildIndex: Effect.sync(() => {
      const rebuilt = listAnew(backing)
      activeChanged()
      return rebuilt
    }),
    retentionDueAt: Effect.sync(() => backing.retentionDueAt),
    postponeRetention: (dueAt) =>
      Effect.sync(() => {
        backing.retentionDueAt = dueAt
      }),
    find: (prefix) =>
      Effect.sync(() => [...jobs.keys()].filter((id) => id.startsWith(prefix)).sort()),
    appendLog: (id, chunk) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        change(`add to the log of job ${id}`, id, (job) => {
          const log = new Uint8Array(job.log.length + chunk.length)
          log.set(job.log)
          log.set(chunk, job.log.length)
          job.log = log
          if (chunk.length > 0) job.lastLogAt = now
        })
      ),
    readLog: (id, from) => found(id, ({ log }) => pageOf(log, from)),
    startUp: () => Effect.succeed(""),
    logFile: () => null,
    changes: (id, wake) =>
      registered(wake, {
        add: () => watchers.set(id, (watchers.get(id) ?? new Set()).add(wake)),
        delete: () => {
          const all = watchers.get(id)
          all?.delete(wake)
          if (all?.size === 0) watchers.delete(id)
        }
      }),
    activeChanges: (wake) => registered(wake, activeWatchers)
  })
}

const listAnew = ({ active, jobs, settled }: MemoryBacking): IndexRebuilt => {
  const before = { active: active.size, settled: settled.size }
  for (const [id, job] of jobs) {
    const outcome = standing(job, "outcome")
    if (outcome !== null) settled.set(id, outcome.settledAt)
    const over = outcome !== null && (outcome.work === "Stopped" || job.facts.has("workStopped"))
    if (!over) active.add(id)
  }
  return { active: active.size - before.active, settled: settled.size - before.settled }
}

const newestFirst = (settled: ReadonlyMap<JobId, number>): Array<HistoryEntry> =>
  [...settled]
    .map(([id, settledAt]) => ({ id, settledAt }))
    .sort((a, b) => b.settledAt - a.settledAt || (a.id < b.id ? 1 : -1))

/** One handle on a backing that others have handles on too. */
export const layerShared = (backing: MemoryBacking): Layer.Layer<JobStore> =>
  Layer.sync(JobStore, () => make(backing))

/** A store of its own, gone with its scope. */
export const layer: Layer.Layer<JobStore> = Layer.sync(JobStore, () => make(makeBacking()))

const millisSince = (then: bigint, now: bigint): number => Number((now - then) / 1_000_000n)
