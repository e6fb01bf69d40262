import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { startFixture } from "./startProcess.ts"

const [id, gone] = [sampleId(1), sampleId(9)]
const settledMarker = (root: string, of: string) =>
  path.join(root, "settled", "1970-01-01", "00", `${"1".padStart(15, "0")}-${of}`)

/** A store with one settled job that is listed as active still, and a file of somebody's beside it. */
const withJob = (
  body: (root: string, stranger: string, store: ReturnType<typeof FileJobStore.make>) => void
) =>
  withFolder((folder) => {
    const root = path.join(folder, "root")
    const store = FileJobStore.make({ root })
    Effect.runSync(store.submit(sampleCreated(1)))
    Effect.runSync(store.publishOnce(id, "outcome", { ...sampleSettlement(), settledAt: 1 }))
    const stranger = path.join(folder, "stranger")
    fs.writeFileSync(stranger, "precious")
    body(root, stranger, store)
  })

const sweep = (store: ReturnType<typeof FileJobStore.make>) =>
  Effect.runSync(store.sweep({ everywhere: true }))

describe("a symbolic link in place of a marker", () => {
  it("is a marker by its name, and nothing is made where it leads to", () =>
    withJob((root, stranger, store) => {
      fs.unlinkSync(stranger)
      const active = path.join(root, "active", id)
      const settled = settledMarker(root, id)
      fs.mkdirSync(path.dirname(settled), { recursive: true })
      fs.unlinkSync(active)
      for (const marker of [active, settled]) fs.symlinkSync(stranger, marker)
      assert.deepStrictEqual(Effect.runSync(store.rebuildIndex), { active: 0, settled: 0 })
      assert.isFalse(fs.existsSync(stranger))
      Effect.runSync(store.index(id, { settledAt: 1, active: false }))
      assert.isFalse(fs.existsSync(stranger))
      assert.deepStrictEqual(Effect.runSync(store.active), [])
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [id])
    }))

  it("leaves what it leads to as it was, when its marker is placed once more", () =>
    withJob((root, stranger, store) => {
      const settled = settledMarker(root, id)
      fs.mkdirSync(path.dirname(settled), { recursive: true })
      fs.symlinkSync(stranger, settled)
      Effect.runSync(store.index(id, { settledAt: 1, active: false }))
      assert.strictEqual(fs.readFileSync(stranger, "utf8"), "precious")
      assert.deepStrictEqual(Effect.runSync(store.active), [])
    }))
})

describe("a pipe in place of a marker", () => {
  it.live("holds up nobody who places it", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "root")
      yield* FileJobStore.make({ root }).submit(sampleCreated(1))
      const settled = settledMarker(root, id)
      fs.mkdirSync(path.dirname(settled), { recursive: true })
      execFileSync("mkfifo", [settled])
      // In a process of its own: held up, this one could not say so.
      const { line } = yield* startFixture("storeChild", [root, "list"])
      assert.strictEqual(yield* line, JSON.stringify([id]))
    })
  )
})

describe("a folder in place of a marker", () => {
  it("that leads nowhere is left, and keeps no sweep from the rest", () =>
    withJob((root, _stranger, store) => {
      const odd = [path.join(root, "active", gone), settledMarker(root, gone)]
      for (const marker of odd) {
        fs.mkdirSync(marker, { recursive: true })
        fs.utimesSync(marker, 1, 1)
      }
      const stray = settledMarker(root, sampleId(7))
      fs.writeFileSync(stray, "")
      Effect.runSync(store.sweep({ everywhere: true }))
      for (const marker of odd) assert.isTrue(fs.existsSync(marker), marker)
    }))

  it("lists its job, and keeps its removal from nothing", () =>
    withJob((root, _stranger, store) => {
      const settled = settledMarker(root, id)
      fs.mkdirSync(settled, { recursive: true })
      Effect.runSync(store.index(id, { settledAt: 1, active: false }))
      assert.deepStrictEqual(Effect.runSync(store.active), [])
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [id])
      assert.strictEqual(Effect.runSync(store.remove(id, () => true)), "Removed")
      assert.deepStrictEqual(fs.readdirSync(path.join(root, "trash")), [])
    }))
})

describe("a marker in the folder of another time", () => {
  it("goes once there is no such job, and no other goes with it", () =>
    withJob((root, _stranger, store) => {
      Effect.runSync(store.index(id, { settledAt: 1, active: false }))
      const folder = path.join(root, "settled", "2001-02-03", "04")
      fs.mkdirSync(folder, { recursive: true })
      const name = path.basename(settledMarker(root, gone))
      for (const marker of [settledMarker(root, gone), path.join(folder, name)]) {
        fs.writeFileSync(marker, "")
      }
      sweep(store)
      sweep(store)
      assert.strictEqual(sweep(store), 0)
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [id])
      assert.deepStrictEqual(fs.readdirSync(path.join(root, "settled")), ["1970-01-01"])
    }))
})
