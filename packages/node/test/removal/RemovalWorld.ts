import { assert } from "@effect/vitest"
import type { JobFacts, JobStore } from "@job-lifecycle/engine"
import type { FileFaultPlan } from "@job-lifecycle/testing"
import {
  FakeDisk,
  FileFaults,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleRead,
  sampleResult,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as FileJobStore from "../../src/store/FileJobStore.ts"
import { instantly } from "../crash/instantly.ts"

export const root = "/state/root"
export const id = sampleId(1)
export type Store = JobStore["Service"]

/** A store on a disk in memory, as one more process sees it. */
export const processOn = (disk: FakeDisk, faults: FileFaultPlan = FileFaults.none) => {
  const files = disk.process({ faults })
  return { files, store: FileJobStore.make({ root, fs: files }) }
}

/** A disk with one settled and read job, and one that is open; flushed. */
export const settledJob = (): { readonly disk: FakeDisk; readonly facts: JobFacts } => {
  const disk = new FakeDisk()
  const { store } = processOn(disk)
  instantly(
    Effect.gen(function* () {
      yield* store.submit(sampleCreated(2))
      yield* store.submit(sampleCreated(1))
      yield* store.publishOnce(id, "claim", sampleClaim())
      yield* store.putProgress(id, sampleProgress())
      yield* store.publishOnce(id, "result", sampleResult())
      yield* store.publishOnce(id, "outcome", sampleSettlement())
      yield* store.index(id, { settledAt: sampleSettlement().settledAt, active: false })
      yield* store.publishOnce(id, "read", sampleRead())
    })
  )
  // The index is known to be complete: no reader rebuilds it.
  instantly(store.active)
  disk.flushAll()
  return { disk, facts: instantly(store.facts(id)) }
}

/** Goes unless somebody had a last word. */
export const mayGo = (facts: JobFacts): boolean =>
  facts.settlement !== null && facts.late === null && facts.lastLogAt === null

/** All of the job's facts, or null when there is no job; damage fails. */
export const factsOf = (store: Store): JobFacts | null => {
  const read = instantly(Effect.result(store.facts(id)))
  if (read._tag === "Success") return read.success
  assert.strictEqual(read.failure._tag, "JobNotFound", String(read.failure))
  return null
}

/** What of the job is on the disk: files and markers, trash included. */
export const tracesOf = (disk: FakeDisk): ReadonlyArray<string> =>
  [...disk.contents().keys()].filter((name) => name.includes(id) || /\/trash\/./.test(name))

/** After everybody is done and one has swept: the job is there and listed, or there is no trace of it. */
export const assertWholeOrGone = (
  disk: FakeDisk,
  facts: JobFacts,
  powerWasCut = false
): "Whole" | "Gone" => {
  const { store } = processOn(disk)
  instantly(store.sweep({ everywhere: true }))
  const now = factsOf(store)
  assert.strictEqual(instantly(store.facts(sampleId(2))).settlement, null)
  assert.include(instantly(store.active), sampleId(2), "another job left the active ones")
  if (now === null) {
    assert.deepStrictEqual(tracesOf(disk), [])
    assert.deepStrictEqual(instantly(store.settled(9)), [])
    return "Gone"
  }
  assert.deepStrictEqual({ ...now, late: null, lastLogAt: null }, facts)
  assert.deepStrictEqual(instantly(store.settled(9)), [id])
  assert.deepStrictEqual(instantly(store.active), [sampleId(2)])
  // The cut takes and leaves each name on its own, so that a rename may have left both.
  if (!powerWasCut) {
    assert.deepStrictEqual(
      tracesOf(disk).filter((name) => name.includes("/trash/")),
      []
    )
  }
  return "Whole"
}
