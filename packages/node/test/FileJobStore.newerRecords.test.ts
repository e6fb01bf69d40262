import { assert, describe, it } from "@effect/vitest"
import type { JobDamaged } from "@job-lifecycle/engine"
import { sampleCreated, sampleId } from "@job-lifecycle/testing"
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
      assert.include(error.detail, "is of a newer version")
    }))
})
