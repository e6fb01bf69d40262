import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

const id = sampleId(1)
type Store = ReturnType<typeof FileJobStore.make>

/** A settled job that a remover, which is dead by now, has moved into the trash under this name. */
const withTrash = (name: string, body: (root: string, store: Store, left: string) => void) =>
  withFolder((root) => {
    const store = FileJobStore.make({ root })
    Effect.runSync(store.submit(sampleCreated(1)))
    Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement()))
    const left = path.join(root, "trash", name)
    fs.renameSync(placeOf(root), left)
    body(root, store, left)
  })

const placeOf = (root: string) => path.join(root, "jobs", id.slice(0, 2), id)

/** No process has such a number. */
const dead = `${(2 ** 22 + 5).toString(36)}-1-1`

const sweep = (store: Store) => Effect.runSync(store.sweep({ everywhere: true }))

describe("what a dead remover left in the trash, when a cleaner took the empty folder that it was in", () => {
  it("is put back, if it may be (I8)", () =>
    withTrash(`${id}.${dead}`, (root, store) => {
      fs.rmdirSync(path.dirname(placeOf(root)))
      assert.strictEqual(sweep(store), 1)
      assert.strictEqual(Effect.runSync(store.facts(id)).id, id)
    }))

  it("is deleted, if it was given up, and keeps no sweep from the rest", () =>
    withTrash(`gone.${id}.${dead}`, (root, store, left) => {
      fs.rmdirSync(path.dirname(placeOf(root)))
      sweep(store)
      assert.isFalse(fs.existsSync(left))
      assert.strictEqual(sweep(store), 0)
    }))

  it("stays as it is while all jobs are away", async () => {
    for (const name of [`${id}.${dead}`, `gone.${id}.${dead}`]) {
      await withTrash(name, (root, store, left) => {
        fs.renameSync(path.join(root, "jobs"), path.join(root, ".away"))
        assert.strictEqual(sweep(store), 0)
        assert.isTrue(fs.existsSync(left))
        assert.isFalse(fs.existsSync(path.join(root, "jobs")))
      })
    }
  })
})

describe("in the trash", () => {
  it("a file by the name of a job that may be put back is left, whether there is such a job or not", () =>
    withTrash(`gone.${id}.${dead}`, (root, store, left) => {
      const odd = [1, 2].map((n) => path.join(root, "trash", `${sampleId(n)}.${dead}`))
      Effect.runSync(store.submit(sampleCreated(2)))
      for (const file of odd) fs.writeFileSync(file, "precious")
      sweep(store)
      for (const file of odd) assert.strictEqual(fs.readFileSync(file, "utf8"), "precious")
      assert.isFalse(fs.existsSync(left))
      assert.strictEqual(Effect.runSync(store.facts(sampleId(2))).id, sampleId(2))
    }))

  it("a link to a folder takes no job's place, and keeps no sweep from the rest (F55)", () =>
    withTrash(`gone.${id}.${dead}`, (root, store, left) => {
      Effect.runSync(store.submit(sampleCreated(2)))
      const [stranger, link] = ["stranger", path.join("trash", `${sampleId(2)}.${dead}`)].map(
        (name) => path.join(root, name)
      )
      fs.mkdirSync(stranger!)
      fs.symlinkSync(stranger!, link!)
      assert.strictEqual(sweep(store), 1)
      assert.isFalse(fs.existsSync(left))
      assert.isTrue(fs.lstatSync(link!).isSymbolicLink())
      assert.strictEqual(Effect.runSync(store.facts(sampleId(2))).id, sampleId(2))
    }))
})
