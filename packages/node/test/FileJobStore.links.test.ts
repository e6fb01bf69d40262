import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { layoutOf } from "../src/store/layout.ts"
import { realFs } from "../src/store/realFs.ts"
import { oddPlaces } from "../src/store/oddPlaces.ts"
import { treeOf, withFolder } from "./fixtures/folders.ts"

const id = sampleId(1)
const placeOf = (root: string) => path.join(root, "jobs", id.slice(0, 2), id)

/** A store with another job, and a folder of somebody's beside it that no store may touch. */
const withStranger = (
  body: (root: string, stranger: string, store: ReturnType<typeof FileJobStore.make>) => void
) =>
  withFolder((folder) => {
    const [root, stranger] = [path.join(folder, "root"), path.join(folder, "stranger")]
    fs.mkdirSync(path.join(stranger, ".config"), { recursive: true })
    for (const name of [".profile", ".config/settings", ".1-2-3"]) {
      const file = path.join(stranger, name)
      fs.writeFileSync(file, "precious")
      age(file)
    }
    const store = FileJobStore.make({ root })
    Effect.runSync(store.submit(sampleCreated(2)))
    fs.mkdirSync(path.dirname(placeOf(root)), { recursive: true })
    body(root, stranger, store)
  })

/** No process has such a number. */
const dead = `${(2 ** 22 + 5).toString(36)}-1-1`

/** Long enough ago for every sweep. */
const age = (file: string) => fs.lutimesSync(file, 1, 1)

const sweep = (store: ReturnType<typeof FileJobStore.make>) =>
  Effect.runSync(store.sweep({ everywhere: true }))

describe("a symbolic link in the place of a job's folder", () => {
  it("is no submission that was never made: a sweep leaves it, and what it leads to", () =>
    withStranger((root, stranger, store) => {
      fs.symlinkSync(stranger, placeOf(root))
      fs.writeFileSync(path.join(root, "active", id), "")
      for (const name of [placeOf(root), path.join(root, "active", id)]) age(name)
      const before = treeOf(stranger)
      assert.strictEqual(sweep(store), 0)
      assert.deepStrictEqual(treeOf(stranger), before)
      assert.isTrue(fs.lstatSync(placeOf(root)).isSymbolicLink())
    }))

  it("goes with its job, and nothing goes that it leads to; the next sweep has nothing left to do", () =>
    withStranger((root, stranger, store) => {
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement()))
      const away = path.join(stranger, "away")
      fs.renameSync(placeOf(root), away)
      fs.symlinkSync(away, placeOf(root))
      const before = treeOf(stranger)
      assert.strictEqual(Effect.runSync(store.remove(id, () => true)), "Removed")
      assert.deepStrictEqual(treeOf(stranger), before)
      assert.deepStrictEqual(fs.readdirSync(path.join(root, "trash")), [])
      assert.strictEqual(sweep(store), 0)
    }))

  it("that is relative, and so leads elsewhere from the trash, stays with its job (I8)", () =>
    withStranger((root, stranger, store) => {
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement()))
      const away = path.join(stranger, "away")
      fs.renameSync(placeOf(root), away)
      fs.symlinkSync(path.relative(path.dirname(placeOf(root)), away), placeOf(root))
      assert.strictEqual(Effect.runSync(store.remove(id, () => true)), "Refused")
      assert.strictEqual(Effect.runSync(store.facts(id)).id, id)
      // As of a remover that died in between.
      fs.renameSync(placeOf(root), path.join(root, "trash", `${id}.${dead}`))
      assert.strictEqual(sweep(store), 1)
      assert.strictEqual(Effect.runSync(store.facts(id)).id, id)
      assert.deepStrictEqual(fs.readdirSync(path.join(root, "trash")), [])
    }))

  it("is all that is deleted of it when it is found in the trash", () =>
    withStranger((root, stranger, store) => {
      const before = treeOf(stranger)
      fs.symlinkSync(stranger, path.join(root, "trash", `gone.${id}.1-2-3`))
      assert.strictEqual(sweep(store), 1)
      assert.deepStrictEqual(treeOf(stranger), before)
      assert.deepStrictEqual(fs.readdirSync(path.join(root, "trash")), [])
    }))
})

describe("a symbolic link to itself, in place of a folder", () => {
  for (const [what, stray] of [
    ["a day", "settled/1970-01-02"],
    ["an hour", "settled/1970-01-01/07"],
    ["a part of the jobs", "jobs/ff"],
    ["a job", `jobs/ff/ff${id.slice(2)}`]
  ] as const) {
    it(`of ${what} holds no jobs, and keeps nobody from those that there are (F17)`, () =>
      withFolder((root) => {
        const store = FileJobStore.make({ root })
        Effect.runSync(store.submit(sampleCreated(1)))
        Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement()))
        Effect.runSync(store.index(id, { settledAt: 1, active: false }))
        Effect.runSync(store.submit(sampleCreated(2)))
        Effect.runSync(store.submit(sampleCreated(3)))
        fs.rmSync(path.join(root, "active", sampleId(3)))
        const place = path.join(root, stray)
        fs.mkdirSync(path.dirname(place), { recursive: true })
        fs.symlinkSync(path.basename(place), place)
        assert.deepStrictEqual(Effect.runSync(store.settled(9)), [id])
        assert.includeMembers([...Effect.runSync(store.find(""))], [1, 2, 3].map(sampleId))
        sweep(store)
        Effect.runSync(store.rebuildIndex)
        assert.includeMembers([...Effect.runSync(store.active)], [2, 3].map(sampleId))
        assert.isTrue(fs.lstatSync(place).isSymbolicLink())
        if (what !== "a job")
          assert.deepStrictEqual(oddPlaces(realFs, layoutOf(root)), [{ place, refused: null }])
      }))
  }
  it("of what came late to a job is damage to that alone", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      fs.symlinkSync("late", path.join(placeOf(root), "late"))
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).unreadable, ["late"])
    }))

  it("that leads back into the listing from a folder of it is gone through no deeper than that has levels", () =>
    withStranger((root, _, store) => {
      const { id: other } = sampleCreated(2)
      const settled = path.join(root, "settled")
      Effect.runSync(store.index(other, { settledAt: 1, active: false }))
      for (const day of ["2000-01-01", "2000-01-02"]) fs.symlinkSync(".", path.join(settled, day))
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [other])
      assert.deepStrictEqual(
        Effect.runSync(store.history).map(({ id: each }) => each),
        [other]
      )
      assert.deepStrictEqual(oddPlaces(realFs, layoutOf(root)), [])
    }))
})
