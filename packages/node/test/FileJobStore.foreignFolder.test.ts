import { assert, describe, it } from "@effect/vitest"
import type { JobStore, JobStoreError } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import { sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

type Store = JobStore["Service"]

/** Each as a new process would: with a handle that has seen nothing yet. */
const reasonOf = (root: string, act: (store: Store) => Effect.Effect<unknown, JobStoreError>) =>
  Effect.runSync(Effect.flip(act(FileJobStore.make({ root })))).reason

const submitting = (n: number) => (store: Store) => store.submit(sampleCreated(n))

/** Everything below a folder, folders too. */
const treeOf = (folder: string) => fs.readdirSync(folder, { recursive: true }).toSorted()

/** Makes files by their paths below a folder; a path that ends in a slash makes a folder. */
const put = (folder: string, ...names: ReadonlyArray<string>) => {
  for (const name of names) {
    const file = path.join(folder, name)
    fs.mkdirSync(name.endsWith("/") ? file : path.dirname(file), { recursive: true })
    if (!name.endsWith("/")) fs.writeFileSync(file, "{}")
  }
}

const foreign: ReadonlyArray<readonly [string, ...Array<string>]> = [
  ["a source checkout", ".git/HEAD", "package.json", "src/index.ts"],
  ["a folder with one empty folder in it", "src/"],
  ["a folder with jobs of another kind", "jobs/build-7/config.xml"],
  ["a folder with a file by the name of one of our folders", "active"],
  ["a folder with notes of another kind by the names of ours", "index.json", "retention.json"],
  ["a folder that has our folders, and something else", "active/", "settled/", "jobs/", "notes.txt"]
]

describe("a folder that is not empty and holds no store", () => {
  for (const [what, ...names] of foreign) {
    it(`is refused for writing, and left as it is: ${what}`, () =>
      withFolder((root) => {
        put(root, ...names)
        const before = treeOf(root)
        const error = Effect.runSync(
          Effect.flip(FileJobStore.make({ root }).submit(sampleCreated(1)))
        )
        assert.strictEqual(error.reason, "NotAStore")
        assert.match(error.message, /Name a folder that is empty or not there yet/)
        const { settledAt } = sampleSettlement()
        const list = (store: Store) => store.index(sampleId(1), { settledAt, active: false })
        assert.strictEqual(reasonOf(root, list), "Unexpected")
        assert.deepStrictEqual(treeOf(root), before)
      }))

    it(`is no store to whoever reads or tidies up, and left as it is: ${what}`, () =>
      withFolder(async (root) => {
        put(root, ...names)
        const before = treeOf(root)
        const store = FileJobStore.make({ root })
        assert.deepStrictEqual(Effect.runSync(store.active), [])
        assert.deepStrictEqual(Effect.runSync(store.settled(5)), [])
        assert.deepStrictEqual(Effect.runSync(store.find("")), [])
        Effect.runSync(store.postponeRetention(5))
        const tidied = Effect.gen(function* () {
          const jobs = yield* JobLifecycle
          assert.deepStrictEqual((yield* jobs.list()).jobs, [])
          assert.deepStrictEqual((yield* jobs.reconcile).jobs, [])
          assert.deepStrictEqual(yield* jobs.rebuildIndex, { active: 0, settled: 0 })
          assert.deepStrictEqual((yield* jobs.prune()).removed, [])
          assert.strictEqual((yield* Effect.flip(jobs.get(sampleId(1))))._tag, "JobNotFound")
        })
        await Effect.runPromise(
          Effect.provide(tidied, NodePlatform.layer({ root, onSignal: "report" }))
        )
        assert.deepStrictEqual(treeOf(root), before)
      }))
  }

  it("is refused when it comes under a handle that has seen a store there", () =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      fs.rmSync(root, { recursive: true })
      put(root, "package.json")
      const error = Effect.runSync(Effect.flip(store.submit(sampleCreated(2))))
      assert.strictEqual(error.reason, "NotAStore")
      assert.deepStrictEqual(treeOf(root), ["package.json"])
    }))
})

describe("a folder that may become a store", () => {
  for (const [what, ...names] of [
    ["empty"],
    ["what systems put into folders", "lost+found/", ".DS_Store", "desktop.ini", "Thumbs.db"],
    ["the temporary file of somebody who died", ".1-2-3"],
    ["the first folder of a store, and nothing more", "active/"],
    [
      "every folder, and markers",
      "active/0000000000000001",
      "settled/2026-01-31/14/001769868000000-0000000000000001",
      "jobs/9e/"
    ]
  ] as const) {
    it(`takes a job: ${what}`, () =>
      withFolder((root) => {
        put(root, ...names)
        const store = FileJobStore.make({ root })
        assert.strictEqual(Effect.runSync(store.submit(sampleCreated(1)))._tag, "Won")
        assert.include([...Effect.runSync(store.active)], sampleId(1))
        for (const name of names) assert.isTrue(fs.existsSync(path.join(root, name)))
      }))
  }

  it("is a store when a cleaner took its format, and is read and written like any other", () =>
    withFolder((root) => {
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      put(root, "notes.txt")
      fs.unlinkSync(path.join(root, "format.json"))
      const reader = FileJobStore.make({ root })
      assert.deepStrictEqual(Effect.runSync(reader.active), [sampleId(1)])
      assert.deepStrictEqual(Effect.runSync(submitting(2)(FileJobStore.make({ root })))._tag, "Won")
      assert.isTrue(fs.existsSync(path.join(root, "format.json")))
    }))

  it("is one without a format and without a job, when its notes are ours", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.active)
      Effect.runSync(store.postponeRetention(5))
      assert.strictEqual(Effect.runSync(store.remove(sampleId(1), () => true)), "Removed")
      fs.unlinkSync(path.join(root, "format.json"))
      assert.includeMembers(fs.readdirSync(root), ["index.json", "retention.json", "trash"])
      assert.strictEqual(Effect.runSync(submitting(2)(FileJobStore.make({ root })))._tag, "Won")
    }))

  it("whose format is damaged still takes the outcome of a job, from a new handle too", () =>
    withFolder((root) => {
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      fs.writeFileSync(path.join(root, "format.json"), "")
      const store = FileJobStore.make({ root })
      const settled = store.publishOnce(sampleId(1), "outcome", sampleSettlement())
      assert.strictEqual(Effect.runSync(settled)._tag, "Won")
      assert.strictEqual(reasonOf(root, submitting(2)), "Unreadable")
    }))
})
