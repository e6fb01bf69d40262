import { assert, describe, it } from "@effect/vitest"
import type { JobDamaged } from "@job-lifecycle/engine"
import { sampleClaim, sampleCreated, sampleId, sampleResult } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

const id = sampleId(1)

describe("a submission that this version does not understand", () => {
  it("is told to be of a newer version when it is whole and says what this one does not know", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      const file = path.join(root, "jobs", id.slice(0, 2), id, "created.json")
      const created = JSON.parse(fs.readFileSync(file, "utf8"))
      created.request.kind = "container"
      fs.writeFileSync(file, JSON.stringify(created))
      const error = Effect.runSync(Effect.flip(store.facts(id))) as JobDamaged
      assert.deepStrictEqual([error._tag, error.fact], ["JobDamaged", "created"])
      assert.include(error.message, "is of a newer version")
      assert.include(error.message, "update this program")
      assert.notInclude(error.message, "move")
    }))
})

describe("a claim or a result that this version does not understand", () => {
  it("is told apart, when it is whole and this job's, from one that cannot be read", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.publishOnce(id, "claim", sampleClaim()))
      Effect.runSync(store.publishOnce(id, "result", sampleResult()))
      assert.notProperty(Effect.runSync(store.facts(id)), "newer")
      const change = (name: string, of: (record: object) => object) => {
        const file = path.join(root, "jobs", id.slice(0, 2), id, name)
        const record = JSON.parse(fs.readFileSync(file, "utf8"))
        fs.writeFileSync(file, JSON.stringify(of(record)))
      }
      change("claimed.json", (claim) => ({ ...claim, _tag: "Shared" }))
      change("result.json", (result) => ({ ...result, at: "noon" }))
      const facts = Effect.runSync(store.facts(id))
      assert.deepStrictEqual([facts.claim, facts.result], [null, null])
      assert.deepStrictEqual(facts.newer?.toSorted(), ["claim", "result"])
      change("claimed.json", (claim) => ({ ...claim, job: sampleId(2) }))
      change("result.json", () => ({}))
      const damaged = Effect.runSync(store.facts(id))
      assert.deepStrictEqual(damaged.unreadable.toSorted(), ["claim", "result"])
      assert.notProperty(damaged, "newer")
    }))
})
