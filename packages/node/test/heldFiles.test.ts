import { assert, describe, it } from "@effect/vitest"
import type { JobStore, JobStoreError } from "@job-lifecycle/engine"
import type { Errno, Operation } from "@job-lifecycle/testing"
import {
  FakeDisk,
  FileFaults,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { instantly } from "./crash/instantly.ts"

const id = sampleId(1)
const moving = ({ name }: Operation) => ["linkSync", "renameSync", "unlinkSync"].includes(name)

/** A store on a disk where the next files to be moved or removed are held by somebody else. */
const heldStore = (platform: string, code: Errno, times: number) => {
  const files = new FakeDisk({ platform }).process()
  const store = FileJobStore.make({ root: "/root", fs: files })
  instantly(store.submit(sampleCreated(1)))
  instantly(store.arm(id, sampleSettlement(6)))
  instantly(store.putProgress(id, sampleProgress(1)))
  files.faults = FileFaults.transient(moving, code, times)
  return { files, store }
}

const operations: Record<
  string,
  (store: JobStore["Service"]) => Effect.Effect<unknown, { readonly _tag: string }>
> = {
  claim: (store) => store.publishOnce(id, "claim", sampleClaim()),
  outcome: (store) => store.publishOnce(id, "outcome", sampleSettlement()),
  progress: (store) => store.putProgress(id, sampleProgress(2)),
  arm: (store) => store.arm(id, sampleSettlement(7)),
  index: (store) => store.index(id, { settledAt: 5, active: false })
}

describe("a file that somebody holds for some milliseconds (F37)", () => {
  for (const code of ["EPERM", "EBUSY", "EACCES"] as const) {
    for (const [name, operation] of Object.entries(operations)) {
      it(`${name} is done after five refusals with ${code}, and never in place`, () => {
        const { files, store } = heldStore("win32", code, 5)
        const before = files.operations.length
        instantly(operation(store))
        assert.strictEqual(files.pausedMillis, 0)
        const inPlace = files.operations
          .slice(before)
          .filter(({ name, file }) => name === "writeSync" && !/\/\.[^/]+$/.test(file))
        assert.deepStrictEqual(inPlace, [])
        assert.deepStrictEqual(instantly(store.facts(id)).unreadable, [])
      })
    }

    it(`the last gasp insists through four refusals with ${code}, within a tenth of a second`, () => {
      const { files, store } = heldStore("win32", code, 4)
      assert.isTrue(store.lastGasp(id, () => sampleSettlement(8)))
      assert.isAtMost(files.pausedMillis, 100)
      assert.deepStrictEqual(instantly(store.facts(id)).settlement, sampleSettlement(8))
    })

    it(`the last gasp gives up on what stays held with ${code}, within a tenth of a second`, () => {
      const { files, store } = heldStore("win32", code, 1_000)
      assert.isFalse(store.lastGasp(id, () => sampleSettlement(8)))
      assert.isAtMost(files.pausedMillis, 100)
      assert.isNull(instantly(store.facts(id)).settlement)
    })
  }

  it("that stays held is a typed error, and what stood before stands", () => {
    const { store } = heldStore("win32", "EPERM", 1_000)
    const error = instantly(Effect.flip(store.putProgress(id, sampleProgress(2))))
    assert.strictEqual(error.reason, "NotWritable")
    assert.deepStrictEqual(instantly(store.facts(id)).progress, sampleProgress(1))
  })

  it("is not waited for where the refusal is final", () => {
    const { store } = heldStore("linux", "EACCES", 1)
    const refused = Effect.flip(store.publishOnce(id, "outcome", sampleSettlement()))
    assert.strictEqual((Effect.runSync(refused) as JobStoreError).reason, "NotWritable")
  })
})

describe("a process that has as many files open as it may", () => {
  it("is told how to have more, and its job is as it was", () => {
    const { files, store } = heldStore("linux", "EBUSY", 0)
    files.faults = FileFaults.transient(({ name }) => name === "openSync", "EMFILE", 1)
    const error = instantly(Effect.flip(store.publishOnce(id, "claim", sampleClaim())))
    if (error._tag !== "JobStoreError") return assert.fail(error._tag)
    assert.match(error.message, /EMFILE.*; more may be open at once with ulimit -n\./)
    assert.isNull(instantly(store.facts(id)).claim)
  })
})
