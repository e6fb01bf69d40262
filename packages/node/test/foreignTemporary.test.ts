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
        const [foreign, prepared] = [".foo-barbaz-1", ".zz-zzzzzz-1"].map((name) =>
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

describe("a hidden file of somebody's", () => {
  const names = [".foo-bar-baz", ".1-2-3", ".0a-zzzzzz-1", ".zz-zzzzzz-01", ".zz-zzzzzz-1"]
  for (const [what, inside] of [
    ["the root", ""],
    ["a job", path.join("jobs", sampleId(1).slice(0, 2), sampleId(1))]
  ] as const) {
    it(`in ${what} stays, whatever its name, and so does a link; a torn fact of ours goes (I8)`, () =>
      withFolder((root) => {
        const store = FileJobStore.make({ root })
        Effect.runSync(store.submit(sampleCreated(1)))
        const at = (name: string) => path.join(root, inside, name)
        for (const name of names) fs.writeFileSync(at(name), "precious")
        // Empty, as a mark is: its name alone is no name of ours.
        fs.writeFileSync(at(".foo-bar-mark"), "")
        fs.symlinkSync(at(names[0]!), at(".zz-zzzzzz-2"))
        const kept = fs.readdirSync(path.join(root, inside))
        const ours = ["", '{"at":', "\0\0\0"].map((text, n) => {
          fs.writeFileSync(at(`.zz-zzzzzz-${n + 3}`), text)
          return `.zz-zzzzzz-${n + 3}`
        })
        for (const name of [...names, ".foo-bar-mark", ".zz-zzzzzz-2", ...ours]) {
          fs.lutimesSync(at(name), 1, 1)
        }
        assert.strictEqual(Effect.runSync(store.sweep({ everywhere: true })), ours.length)
        assert.deepStrictEqual(fs.readdirSync(path.join(root, inside)), kept)
      }))
  }
})
