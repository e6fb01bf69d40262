import type { JobId } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import {
  FileJobStore,
  identifyProcess,
  NodeOwnerProbe,
  NodeProcessExit,
  NodeTerminationSignals,
  nodeScheme,
  NodeWorkStopper
} from "@job-lifecycle/node"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleLate,
  sampleProgress,
  sampleRead,
  sampleRequest,
  sampleResult,
  sampleSettlement,
  sampleWorkStopped
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fs from "node:fs"
import * as path from "node:path"
import { ProcessTable } from "../src/stopping/ProcessTable.ts"
import { ProcfsProcessTable } from "../src/stopping/ProcfsProcessTable.ts"

/** The job whose files are spoilt, and a healthy one beside it. */
export const spoilt = sampleId(1)
export const healthy = sampleId(2)

export const fileOf = (root: string, name: string, id = spoilt) =>
  path.join(root, "jobs", id.slice(0, 2), id, name)

/** Our own process: an owner that lives, so that no reader may settle its job. */
const livingOwner = () => ({
  scheme: nodeScheme,
  label: "us",
  value: identifyProcess(process.pid)
})

/** Writes every kind of record: one job that runs here and one that is over, each with all facts. */
export const writeEverything = (root: string): void => {
  const store = FileJobStore.make({ root })
  const request = sampleRequest({ name: "x", command: ["true"], retryOf: null })
  for (const [n, over] of [
    [1, false],
    [2, true]
  ] as const) {
    const id = sampleId(n)
    const owner = livingOwner()
    const work = { ...owner, value: { ...owner.value, pid: 2 ** 22, leadsGroup: true } }
    const facts = Effect.gen(function* () {
      yield* store.submit(sampleCreated(n, { request, submitter: owner }))
      yield* store.publishOnce(id, "claim", sampleClaim(n, { owner, dedicated: false }))
      yield* store.publishOnce(id, "work", { identity: work, startedAt: 1 })
      yield* store.publishOnce(id, "result", sampleResult())
      yield* store.putProgress(id, sampleProgress())
      yield* store.arm(id, sampleSettlement())
      yield* store.appendLog(id, Buffer.from("one line\n"))
      if (!over) return yield* store.publishOnce(id, "cancel", sampleCancel())
      yield* store.publishOnce(id, "outcome", sampleSettlement(n))
      yield* store.publishOnce(id, "workStopped", sampleWorkStopped())
      yield* store.publishOnce(id, "read", sampleRead())
      yield* store.publishOnce(id, "late", sampleLate())
      return yield* store.index(id, { settledAt: 1_700_000_000_000, active: false })
    })
    Effect.runSync(facts as Effect.Effect<unknown, unknown>)
  }
}

/** A façade over a spoilt store: its answers, its typed errors, and every signal it would send. */
export interface Witness {
  readonly jobs: JobLifecycle["Service"]
  readonly signals: ReadonlyArray<string>
  /** `Job`, or the tag of a typed error. A defect fails the test. */
  readonly answer: (act: Effect.Effect<unknown, { readonly _tag: string }>) => Promise<string>
  /** The facts of a job that could not be read, or the tag of a typed error. */
  readonly read: (id: JobId) => Promise<ReadonlyArray<string> | string>
}

/** The real processes are looked at, and none is ever signalled: what would be is written down. */
export const withWitness = async <A>(
  root: string,
  body: (witness: Witness) => Promise<A>
): Promise<A> => {
  const signals: Array<string> = []
  const recording = Layer.effect(
    ProcessTable,
    Effect.map(ProcessTable, (table) => ({
      ...table,
      signalIfSame: ({ pid }: { readonly pid: number }, signal: string) =>
        Effect.sync(() => void signals.push(`${signal} ${pid}`))
    }))
  ).pipe(Layer.provide(ProcfsProcessTable.layer))
  const platform = Layer.mergeAll(
    FileJobStore.layer({ root }),
    NodeOwnerProbe.layer,
    Layer.provide(NodeWorkStopper.layerNoDeps, recording),
    NodeTerminationSignals.layer({ onLast: "report" }),
    NodeProcessExit.layer
  )
  const act = Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    return yield* Effect.promise(() =>
      body({
        jobs,
        signals,
        answer: (asked) =>
          Effect.runPromise(
            Effect.match(asked, { onSuccess: () => "Job", onFailure: ({ _tag }) => _tag })
          ),
        read: (id) =>
          Effect.runPromise(
            Effect.match(jobs.get(id), {
              onSuccess: ({ unreadable }): ReadonlyArray<string> | string => unreadable,
              onFailure: ({ _tag }) => _tag
            })
          )
      })
    )
  })
  return Effect.runPromise(Effect.provide(act, Layer.provide(JobLifecycle.layer, platform)))
}

/** One record of every kind, relative to the root: of the first job that has it. */
export const recordFiles = (root: string): ReadonlyArray<string> => {
  const kinds = new Map(
    allRecords(root).map((file) => [file.replace(/^.*\/[0-9a-f]{16}\//, ""), file])
  )
  return [...kinds.values()]
}

const allRecords = (root: string): ReadonlyArray<string> =>
  fs
    .readdirSync(path.join(root, "jobs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted()
