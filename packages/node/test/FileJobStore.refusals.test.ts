import { assert, describe, it } from "@effect/vitest"
import type { Errno } from "@job-lifecycle/testing"
import {
  FakeDisk,
  sampleCreated,
  sampleId,
  sampleRead,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { instantly } from "./crash/instantly.ts"
import { processOn } from "./removal/RemovalWorld.ts"

const id = sampleId(1)

/** A settled job, of whose files that of the outcome cannot be opened. */
const withoutOutcome = (code: Errno) => {
  const disk = new FakeDisk()
  const { store } = processOn(disk)
  instantly(store.submit(sampleCreated(1)))
  instantly(store.publishOnce(id, "outcome", sampleSettlement()))
  return processOn(disk, ({ file, name }) =>
    name === "openSync" && file.endsWith("/outcome.json")
      ? { _tag: "Fails", code, landed: "Nothing" }
      : null
  ).store
}

/** A store with one job, on a disk that refuses every operation from here on. */
const refusing = (code: Errno) => {
  const disk = new FakeDisk()
  instantly(processOn(disk).store.submit(sampleCreated(1)))
  return processOn(disk, () => ({ _tag: "Fails", code, landed: "Nothing" })).store
}

describe("what the file system refuses", () => {
  for (const [code, reading, writing] of [
    ["EACCES", "Unreadable", "NotWritable"],
    ["EPERM", "Unreadable", "NotWritable"],
    ["EROFS", "Unreadable", "NotWritable"],
    ["ENAMETOOLONG", "Unreadable", "NotWritable"],
    ["ENOTDIR", "Unreadable", "NotWritable"],
    ["ENOSPC", "NoSpace", "NoSpace"],
    ["EDQUOT", "NoSpace", "NoSpace"],
    ["EMFILE", "Unexpected", "Unexpected"],
    ["EFBIG", "Unexpected", "Unexpected"],
    ["EIO", "Unexpected", "Unexpected"]
  ] as const) {
    it(`with ${code} is ${reading} to whoever reads and ${writing} to whoever writes`, () => {
      const store = refusing(code)
      const read = instantly(Effect.flip(store.facts(id)))
      assert.deepInclude(read, { _tag: "JobStoreError", reason: reading })
      const write = instantly(Effect.flip(store.publishOnce(id, "read", sampleRead())))
      assert.deepInclude(write, { _tag: "JobStoreError", reason: writing })
      assert.include(write.message, code)
      assert.strictEqual(write.message.includes("quota"), code === "EDQUOT")
      assert.strictEqual(write.message.includes("ulimit -n"), code === "EMFILE")
      assert.strictEqual(write.message.includes("ulimit -f"), code === "EFBIG")
      assert.strictEqual(write.message.includes("move it away"), code === "ENOTDIR")
    })

    it(`with ${code}, of one record alone, is no reason to take that for absent (I8, F17)`, () => {
      const store = withoutOutcome(code)
      const reads: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
        store.facts(id),
        store.standing(id, "outcome"),
        store.publishOnce(id, "outcome", sampleSettlement(7))
      ]
      for (const read of reads) {
        assert.deepInclude(instantly(Effect.flip(read)), { _tag: "JobStoreError" })
      }
    })
  }
})
