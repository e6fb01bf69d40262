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
import type { SpawnOptions } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { observeForeign } from "../src/foreign/observeForeign.ts"
import { entryIn, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { queuedTask, runningReview } from "./samples.ts"

const at = Date.parse("2026-03-18T16:00:00.000Z")
const { pid: _, ...withoutNumber } = queuedTask
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
    ["a queued record that does not say", withoutNumber, null, "Leave"],
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
/** Looks again and again until it is so, where no event tells. */
const until = async (is: () => boolean) => {
  while (!is()) await pause(10)
}
const later = (minutes: number) => new Date(at + minutes * 60_000).toISOString()

describe("an open record of an older version", () => {
  for (const [name, job, seen, verdict] of verdicts) {
    it(`with ${name}: ${verdict}`, () => {
      assert.strictEqual(judgeForeign(job, seen, at)._tag, verdict)
    })
  }

  it("without a process number is not given up before its process could have come", () => {
    const made = Date.parse(queuedTask.createdAt ?? "")
    const job = { ...queuedTask, pid: null }
    assert.strictEqual(judgeForeign(job, null, made + 1_000)._tag, "Leave")
    // It was queued anew a moment ago.
    const again = { ...job, updatedAt: later(-0.5) }
    assert.strictEqual(judgeForeign(again, null, at)._tag, "Leave")
  })

  it("that names what is no process of a job is left alone (F55)", () => {
    for (const pid of [0, 1, -1, -(2 ** 22), 1.5, Number.NaN]) {
      assert.strictEqual(observeForeign(pid, "/")._tag, "Unknown", String(pid))
    }
  })

  it.runIf(process.platform === "linux")("is over when its process is defunct", async () => {
    // Whoever would collect it has become a program that does not.
    const parent = spawn("sh", ["-c", "sh -c 'echo $$' & exec sleep 600"], {
      stdio: ["ignore", "pipe", "ignore"]
    })
    try {
      const [said] = await once(parent.stdout, "data")
      const pid = Number(said)
      await until(() => observeForeign(pid, "/")._tag === "Gone")
      assert.isTrue(process.kill(pid, 0), "its number is still its own")
    } finally {
      parent.kill("SIGKILL")
      await once(parent, "exit")
    }
  })

  it("whose own record says that it ended is believed, and keeps its answer (F18)", () =>
    withWorkspace(async (workspace) => {
      const pid = await deadPid()
      oldRunning(workspace, "done", { pid })
      const record = path.join(resolveStateDir(workspace), "jobs", "done.json")
      const ended = { ...runningReview, id: "done", status: "completed", phase: "done", pid: null }
      const completedAt = later(-1)
      fs.writeFileSync(record, JSON.stringify({ ...ended, completedAt, rendered: "the answer\n" }))
      const { latestFinished } = await buildStatusSnapshot(workspace, { env: {} })
      assert.deepInclude(latestFinished, { id: "done", status: "completed" })
      assert.deepInclude(entryIn(workspace, "done"), {
        status: "completed",
        updatedAt: completedAt
      })
      assert.strictEqual(JSON.parse(fs.readFileSync(record, "utf8")).rendered, "the answer\n")
    }))

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
      const snapshot = await buildStatusSnapshot(workspace, { env: {} })
      const { latestFinished, recent, running } = snapshot
      assert.deepStrictEqual([running, recent.length], [[], 7])
      assert.deepInclude(latestFinished, { id: "dead", status: "failed" })
      const { job } = await buildSingleJobSnapshot(workspace, "dead")
      assert.match(job.errorMessage ?? "", /exited unexpectedly/)
    }))

  const strangers: Record<string, (workspace: string) => SpawnOptions> = {
    "works elsewhere": () => ({ cwd: path.parse(process.cwd()).root }),
    "works in a folder that is only called alike": (workspace) => {
      fs.mkdirSync(`${workspace}-2`)
      return { cwd: `${workspace}-2` }
    },
    "is another user's": (workspace) => ({ cwd: workspace, uid: 65_534 })
  }
  for (const [what, where] of Object.entries(strangers)) {
    const may = what !== "is another user's" || process.getuid?.() === 0
    it.runIf(may)(`names a process that ${what}: that is not signalled by a cancel (I6)`, () =>
      withWorkspace(async (workspace) => {
        const stranger = spawn("sleep", ["600"], {
          ...where(workspace),
          detached: true,
          stdio: "ignore"
        })
        await once(stranger, "spawn")
        try {
          oldRunning(workspace, "reused", { pid: stranger.pid, workspaceRoot: workspace })
          const { job, work } = await cancelJob(workspace, "reused")
          assert.deepStrictEqual([job.status, work], ["cancelled", "Unknown"])
          assert.isNull(stranger.exitCode ?? stranger.signalCode)
          assert.isTrue(process.kill(stranger.pid!, 0))
        } finally {
          stranger.kill("SIGKILL")
          await once(stranger, "exit")
        }
      })
    )
  }

  it("is stopped by a cancel with its whole group, when its process works in the workspace", () =>
    withWorkspace(async (workspace) => {
      const worker = spawn("sh", ["-c", "sleep 600 & echo $!; wait"], {
        cwd: workspace,
        detached: true,
        stdio: ["ignore", "pipe", "ignore"]
      })
      const exit = once(worker, "exit")
      const [said] = await once(worker.stdout, "data")
      try {
        oldRunning(workspace, "old", { pid: worker.pid, workspaceRoot: workspace })
        const { work } = await cancelJob(workspace, "old")
        assert.strictEqual(work, "Running", "it was asked, and nobody has seen it end")
        assert.strictEqual((await exit)[1], "SIGTERM")
        await until(() => observeForeign(Number(said), workspace)._tag === "Gone")
      } finally {
        tryKill(-worker.pid!)
        await exit
      }
    }))
})

const tryKill = (target: number) => {
  try {
    process.kill(target, "SIGKILL")
  } catch {
    // Nobody of it is left.
  }
}
