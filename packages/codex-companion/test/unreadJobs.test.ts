import { assert, describe, it } from "@effect/vitest"
import {
  buildStatusSnapshot,
  endSession,
  jobIdOf,
  listReconciledJobs,
  resolveStateDir,
  runTrackedJob,
  setConfig
} from "@job-lifecycle/codex-companion"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import {
  endBehind,
  entryIn,
  factOf,
  stateIn,
  submitIn,
  taskIn,
  withWorkspace
} from "./hostFolder.ts"
import { oldUpdate, oldUpsert } from "./oldWriter.ts"
import { withHost } from "./startHost.ts"

const statuses = async (workspace: string) =>
  Object.fromEntries((await listReconciledJobs(workspace)).map(({ id, status }) => [id, status]))

const inState = (workspace: string, name: string) => path.join(resolveStateDir(workspace), name)
const inStore = (workspace: string, name: string) =>
  inState(workspace, path.join("job-lifecycle/store", name))

/** Puts a file where a folder is. */
const putFile = (folder: string) => {
  fs.rmSync(folder, { recursive: true })
  fs.writeFileSync(folder, "")
}

const folderOf = (workspace: string, id: string) =>
  path.dirname(factOf(workspace, id, "created.json"))

/** A job of ours whose process is killed. */
const killed = (workspace: string, id: string) =>
  withHost(["run", workspace, id, "never"], async ({ child, end, line }) => {
    assert.strictEqual(await line(), "running")
    child.kill("SIGKILL")
    await end()
  })

describe("jobs of ours that cannot be read", () => {
  it("stay on the list as they are, and keep none of the others from being settled (I7, F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "open")
      await endBehind(workspace, "over")
      await killed(workspace, "dead")
      for (const id of ["open", "over"]) putFile(folderOf(workspace, id))
      const expected = { open: "queued", over: "completed", dead: "failed" } as const
      assert.deepStrictEqual(await statuses(workspace), expected)
      assert.deepStrictEqual(await statuses(workspace), expected)
      assert.strictEqual(entryIn(workspace, "dead")?.status, "failed")
    }))

  it("keep no session from its end, and the others leave the list with it (F24)", () =>
    withWorkspace(async (workspace) => {
      for (const id of ["unread", "whole"]) await endBehind(workspace, id)
      putFile(folderOf(workspace, "unread"))
      await endSession(workspace, "s1")
      assert.isUndefined(entryIn(workspace, "whole"))
    }))

  it("because they are damaged are not judged by the number that the list has of them (I7, F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "damaged")
      const { pid } = spawnSync(process.execPath, ["--version"])
      oldUpsert(resolveStateDir(workspace), {
        ...entryIn(workspace, "damaged"),
        id: "damaged",
        status: "running",
        pid
      })
      fs.writeFileSync(factOf(workspace, "damaged", "created.json"), "{")
      assert.deepStrictEqual(await statuses(workspace), { damaged: "running" })
    }))

  it("because nothing of them is on record are none of ours (F01)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "empty")
      const { pid } = spawnSync(process.execPath, ["--version"])
      const entry = entryIn(workspace, "empty")
      oldUpsert(resolveStateDir(workspace), { ...entry, id: "empty", status: "running", pid })
      for (const name of fs.readdirSync(folderOf(workspace, "empty"))) {
        fs.rmSync(path.join(folderOf(workspace, "empty"), name), { recursive: true })
      }
      assert.deepStrictEqual(await statuses(workspace), { empty: "failed" })
    }))

  it("because a newer version wrote them are not given up as an older one's (I7, F53)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "newer")
      const created = factOf(workspace, "newer", "created.json")
      const record = JSON.parse(fs.readFileSync(created, "utf8"))
      fs.rmSync(created)
      fs.writeFileSync(created, JSON.stringify({ ...record, request: { of: "tomorrow" } }))
      // A queued entry of an older version that names no process is given up after a minute.
      const updatedAt = "2026-01-01T00:00:00.000Z"
      oldUpdate(resolveStateDir(workspace), ({ config, jobs }) => ({
        config,
        jobs: jobs.map((job) => ({ ...job, pid: null, createdAt: updatedAt, updatedAt }))
      }))
      assert.deepStrictEqual(await statuses(workspace), { newer: "queued" })
    }))
})

describe("a store that has lost a listing", () => {
  it("of its open jobs: those on the host's list are looked at all the same (I3, F18)", () =>
    withWorkspace(async (workspace) => {
      await killed(workspace, "dead")
      fs.rmSync(inStore(workspace, path.join("active", jobIdOf("dead"))))
      assert.deepStrictEqual(await statuses(workspace), { dead: "failed" })
    }))

  it("of its open jobs: one whose owner lives is told as running (I3, F18)", () =>
    withWorkspace(async (workspace) => {
      const end = Promise.withResolvers<void>()
      const began = Promise.withResolvers<void>()
      const running = runTrackedJob(taskIn(workspace, "ours"), async () => {
        began.resolve()
        await end.promise
        return { exitStatus: 0 }
      })
      await began.promise
      fs.rmSync(inStore(workspace, path.join("active", jobIdOf("ours"))))
      assert.deepStrictEqual(await statuses(workspace), { ours: "running" })
      end.resolve()
      await running
    }))

  it("of its settled ones, and the host's list was reset: what it said when one of us last wrote it (I8, F24)", () =>
    withWorkspace(async (workspace) => {
      await endBehind(workspace, "over")
      await setConfig(workspace, "stopReviewGate", true)
      putFile(inStore(workspace, "settled"))
      const reset = { version: 1, config: { stopReviewGate: false }, jobs: [] }
      fs.writeFileSync(inState(workspace, "state.json"), JSON.stringify(reset))
      assert.deepStrictEqual(await statuses(workspace), { over: "completed" })
      assert.strictEqual(stateIn(workspace).config.stopReviewGate, true)
    }))

  it("of its settled ones: the host's list says what it said (F24)", () =>
    withWorkspace(async (workspace) => {
      await endBehind(workspace, "over")
      await submitIn(workspace, "open")
      putFile(inStore(workspace, "settled"))
      const { latestFinished, running } = await buildStatusSnapshot(workspace, { env: {} })
      assert.strictEqual(latestFinished?.id, "over")
      assert.deepStrictEqual(
        running.map(({ id }) => id),
        ["open"]
      )
    }))

  it("and a list of ours that cannot be read: the host's own is enough (F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "open")
      const own = inState(workspace, "job-lifecycle/host/state.json")
      fs.rmSync(own)
      fs.mkdirSync(own)
      await killed(workspace, "dead")
      assert.deepStrictEqual(await statuses(workspace), { open: "queued", dead: "failed" })
      assert.lengthOf(stateIn(workspace).jobs, 2)
      fs.rmSync(inState(workspace, "state.json"))
      const lost = await listReconciledJobs(workspace).then(String, String)
      assert.include(lost, "EISDIR")
    }))
})
