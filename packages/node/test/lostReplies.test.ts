import { assert, describe, it } from "@effect/vitest"
import type { Operation } from "@job-lifecycle/testing"
import { FakeDisk, PowerCut, sampleClaim, sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as FileJobStore from "../src/store/FileJobStore.ts"

const id = sampleId(1)
const root = "/root"

/**
 * A store without hard links, far away. Of the first rename to that name no reply comes, and the request is
 * made again: it finds nothing to rename any more. `landed`: what the first one did.
 */
const farStore = (name: string, landed: "All" | "Nothing" = "All") => {
  const disk = new FakeDisk()
  let isLost = false
  const faults = ({ file, name: operation }: Operation) => {
    if (operation === "linkSync")
      return { _tag: "Fails", code: "ENOTSUP", landed: "Nothing" } as const
    if (isLost || operation !== "renameSync" || !file.endsWith(`/${name}`)) return null
    isLost = true
    return { _tag: "Fails", code: "ENOENT", landed } as const
  }
  const store = FileJobStore.make({ root, fs: disk.process({ faults }) })
  const anew = () => FileJobStore.make({ root, fs: disk.process() })
  return { disk, store, anew }
}

describe("a fact whose name was given, and nobody heard of it", () => {
  it("is ours, and durable: a submission", () => {
    const { anew, disk, store } = farStore("created.json")
    assert.strictEqual(Effect.runSync(store.submit(sampleCreated(1)))._tag, "Won")
    disk.cutPower(PowerCut.nothingKept)
    assert.deepStrictEqual(Effect.runSync(anew().active), [id])
    assert.strictEqual(Effect.runSync(anew().facts(id)).id, id)
  })

  it("is ours, and durable: a claim", () => {
    const { anew, disk, store } = farStore("claimed.json")
    Effect.runSync(store.submit(sampleCreated(1)))
    const published = Effect.runSync(store.publishOnce(id, "claim", sampleClaim()))
    assert.strictEqual(published._tag, "Won")
    disk.cutPower(PowerCut.nothingKept)
    assert.deepStrictEqual(Effect.runSync(anew().standing(id, "claim")), sampleClaim())
  })

  it("is none where it was not given: that is no word about the job", () => {
    const { store } = farStore("claimed.json", "Nothing")
    Effect.runSync(store.submit(sampleCreated(1)))
    const claim = store.publishOnce(id, "claim", sampleClaim())
    assert.strictEqual(Effect.runSync(Effect.flip(claim))._tag, "JobStoreError")
    assert.strictEqual(Effect.runSync(claim)._tag, "Won")
  })
})
