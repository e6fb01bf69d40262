import { assert, describe, it } from "@effect/vitest"
import type { ForeignProcess, HostJob } from "@job-lifecycle/codex-companion"
import {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  cancelJob,
  checkStopGate,
  judgeForeign,
  resolveStateDir
} from "@job-lifecycle/codex-companion"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as path from "node:path"
import { entryIn, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { queuedTask, runningReview } from "./samples.ts"

const at = Date.parse("2026-03-18T16:00:00.000Z")
const verdicts: ReadonlyArray<readonly [string, HostJob, ForeignProcess | null, "Leave" | "Over"]> =
  [
    ["a process that is gone", runningReview, { _tag: "Gone", detail: "no such process" }, "Over"],
    ["a process that cannot be examined", runningReview, { _tag: "Unknown", reason: "?" }, "Leave"],
    [
      "a process that is there, and may be any",
      runningReview,
      { _tag: "There", fits: false },
      "Leave"
    ],
    ["a process that fits", runningReview, { _tag: "There", fits: true }, "Leave"],
    ["no process number, however old", { ...runningReview, pid: null }, null, "Leave"],
    ["a queued record whose process never was", { ...queuedTask, pid: null }, null, "Over"]
  ]

/** The number of a process that has just ended and was waited for. */
const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" })
  await once(child, "exit")
  return child.pid!
}
const oldRunning = (workspace: string, id: string, fields: object = {}) =>
  oldUpsert(resolveStateDir(workspace), {
    ...runningReview,
    jobClass: "task",
    sessionId: "s1",
    id,
    ...fields
  })
const later = (minutes: number) => new Date(at + minutes * 60_000).toISOString()

describe("an open record of an older version", () => {
  for (const [name, job, seen, verdict] of verdicts) {
    it(`with ${name}: ${verdict}`, () => {
      assert.strictEqual(judgeForeign(job, seen, at)._tag, verdict)
    })
  }

  it("without a process number is not given up before its process could have come", () => {
    const made = Date.parse(queuedTask.createdAt ?? "")
    assert.strictEqual(judgeForeign({ ...queuedTask, pid: null }, null, made + 1_000)._tag, "Leave")
  })

  it("does not bother the gate when its process is dead; a living one is still reported", () =>
    withWorkspace(async (workspace) => {
      const pid = await deadPid()
      for (let n = 0; n < 11; n++) oldRunning(workspace, `dead-${n}`, { pid })
      assert.isNull((await checkStopGate(workspace, "s1")).runningJob)
      for (let n = 0; n < 11; n++) {
        assert.deepInclude(entryIn(workspace, `dead-${n}`), { status: "failed", pid: null })
      }
      oldRunning(workspace, "alive", { pid: process.pid })
      assert.strictEqual((await checkStopGate(workspace, "s1")).runningJob?.id, "alive")
      assert.isNull((await checkStopGate(workspace, "another session")).runningJob)
    }))

  it("without a process number is left alone and reported, and can be cancelled", () =>
    withWorkspace(async (workspace) => {
      oldRunning(workspace, "nobody", { pid: null })
      assert.strictEqual((await checkStopGate(workspace, "s1")).runningJob?.id, "nobody")
      const { job, work } = await cancelJob(workspace, "nobody")
      assert.strictEqual(job.status, "cancelled")
      assert.strictEqual(work, "Unknown")
      assert.deepInclude(entryIn(workspace, "nobody"), { errorMessage: "Cancelled by user." })
    }))

  it("that died among more than eight newer ones is shown first", () =>
    withWorkspace(async (workspace) => {
      oldRunning(workspace, "dead", { pid: await deadPid(), updatedAt: later(-60) })
      for (let n = 0; n < 10; n++) {
        oldRunning(workspace, `done-${n}`, {
          status: "completed",
          phase: "done",
          pid: null,
          updatedAt: later(n)
        })
      }
      const { latestFinished, running } = await buildStatusSnapshot(workspace, { env: {} })
      assert.deepStrictEqual(running, [])
      assert.deepInclude(latestFinished, { id: "dead", status: "failed" })
      const { job } = await buildSingleJobSnapshot(workspace, "dead")
      assert.match(job.errorMessage ?? "", /exited unexpectedly/)
    }))

  it("names a stranger's process: that is not signalled by a cancel", () =>
    withWorkspace(async (workspace) => {
      const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], {
        cwd: path.parse(process.cwd()).root,
        detached: true,
        stdio: "ignore"
      })
      try {
        oldRunning(workspace, "reused", { pid: stranger.pid, updatedAt: later(0) })
        const { job, work } = await cancelJob(workspace, "reused")
        assert.deepStrictEqual([job.status, work], ["cancelled", "Unknown"])
        assert.isNull(stranger.exitCode ?? stranger.signalCode)
        assert.isTrue(process.kill(stranger.pid!, 0))
      } finally {
        stranger.kill("SIGKILL")
        await once(stranger, "exit")
      }
    }))

  it("is stopped by a cancel when its process works in the workspace", () =>
    withWorkspace(async (workspace) => {
      const worker = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], {
        cwd: workspace,
        detached: true,
        stdio: "ignore"
      })
      const exit = once(worker, "exit")
      try {
        oldRunning(workspace, "old", { pid: worker.pid, workspaceRoot: workspace })
        await cancelJob(workspace, "old")
        assert.strictEqual((await exit)[1], "SIGTERM")
      } finally {
        worker.kill("SIGKILL")
        await exit
      }
    }))
})
