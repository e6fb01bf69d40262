import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

describe("a folder by the name of a temporary file", () => {
  for (const [where, inside] of [
    ["the root", ""],
    ["a job", path.join("jobs", sampleId(1).slice(0, 2), sampleId(1))]
  ] as const) {
    it(`in ${where} with other things in it is left whole, and keeps no sweep from the rest`, () =>
      withFolder((root) => {
        const store = FileJobStore.make({ root })
        Effect.runSync(store.submit(sampleCreated(1)))
        const [foreign, prepared] = [".foo-bar-baz", ".zz-zz-1"].map((name) =>
          path.join(root, inside, name)
        )
        for (const folder of [foreign!, prepared!]) {
          fs.mkdirSync(folder)
          fs.writeFileSync(path.join(folder, "fact.json"), "{}")
        }
        fs.writeFileSync(path.join(foreign!, "notes.txt"), "precious")
        for (const folder of [foreign!, prepared!]) fs.utimesSync(folder, 1, 1)
        assert.strictEqual(Effect.runSync(store.sweep({ everywhere: true })), 1)
        assert.deepStrictEqual(fs.readdirSync(foreign!).toSorted(), ["fact.json", "notes.txt"])
        assert.isFalse(fs.existsSync(prepared!))
      }))
  }
})
