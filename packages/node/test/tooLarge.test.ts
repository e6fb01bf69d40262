import { assert, describe, it } from "@effect/vitest"
import { openJobLifecycle } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { withFolder } from "./fixtures/folders.ts"

/** More than a reader takes for a record. */
const tooLarge = "x".repeat(129 * 1024 * 1024)

describe("what is larger than any reader reads", () => {
  it("is no result of a completed job, and leaves nothing behind (I8 nothing-lost)", () =>
    withFolder(async (folder) => {
      const root = path.join(folder, "root")
      const jobs = await openJobLifecycle({ root, onSignal: "report" })
      try {
        const { id, state } = await jobs.run({}, async () => tooLarge)
        if (state._tag !== "Settled") return assert.fail(state._tag)
        const { outcome } = state.settlement
        if (outcome._tag !== "Failed") return assert.fail(outcome._tag)
        assert.match(
          outcome.message,
          /its result could not be recorded: .* 134217728 that a record/
        )
        const read = await jobs.get(id)
        assert.deepStrictEqual([read.state, read.unreadable], [state, []])
        assert.deepStrictEqual(largeFilesIn(root), [])
      } finally {
        await jobs.close()
      }
    }))

  it("is no part of a submission", () =>
    withFolder(async (folder) => {
      const jobs = await openJobLifecycle({ root: path.join(folder, "root"), onSignal: "report" })
      try {
        const refused = await jobs.submit({ attributes: tooLarge }).catch((error: unknown) => error)
        assert.deepInclude(refused, { _tag: "JobStoreError" })
        assert.notInclude(String(refused), "ulimit", "no limit of the system's is in the way")
        assert.deepStrictEqual(await jobs.list(), { jobs: [], damaged: [] })
      } finally {
        await jobs.close()
      }
    }))
})

const largeFilesIn = (root: string): ReadonlyArray<string> =>
  fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => fs.statSync(path.join(root, name)).size > 1_000_000)
