import { assert, describe, it } from "@effect/vitest"
import {
  buildStatusSnapshot,
  cancelJob,
  createJobProgressUpdater,
  endSession,
  jobIdOf,
  openCompanion,
  enqueueBackgroundTask,
  resolveStateDir,
  runTrackedJob,
  setConfig,
  getConfig,
  buildSingleJobSnapshot,
  waitForSingleJobSnapshot
} from "@job-lifecycle/codex-companion"
import { idVariable, tokenVariable } from "@job-lifecycle/node"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { onTestFinished } from "vitest"
import { setTimeout as pause } from "node:timers/promises"
import { entryIn, stateIn, submitIn, taskIn, withEnvironment, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { hostFile, withHost } from "./startHost.ts"

const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "it was fulfilled",
    (error: Error) => error.message
  )

describe("a cancel", () => {
  it("before the start ends the job, and its process runs nothing when it comes", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "task-1")
      const { job } = await cancelJob(workspace, "task-1")
      assert.deepInclude(job, { status: "cancelled", errorMessage: "Cancelled by user." })
      let ran = false
      const late = runTrackedJob(taskIn(workspace, "task-1"), async () => {
        ran = true
        return { exitStatus: 0 }
      })
      assert.match(await messageOf(late), /cannot be started/)
      assert.isFalse(ran)
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "cancelled")
    }))

  it("of a running job is on record, its turn is interrupted and its process ends", () =>
    withWorkspace((workspace) =>
      withHost(["worker", workspace, "task-1", "client"], async ({ end, line }) => {
        await line()
        let asked: unknown
        const { interrupt, job, work } = await cancelJob(workspace, "task-1", {
          interrupt: async (turn) => {
            asked = turn
            return { attempted: true, interrupted: true }
          }
        })
        assert.deepStrictEqual(asked, { threadId: null, turnId: null })
        assert.isTrue(interrupt.interrupted)
        assert.strictEqual(job.status, "cancelled")
        assert.strictEqual(work, "Stopped")
        assert.deepStrictEqual((await end()).lines, ["rejected Cancelled by user."])
        assert.strictEqual(entryIn(workspace, "task-1")?.status, "cancelled")
      })
    ))

  it("is on record before its turn is interrupted, which it is waited for", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "task-1")
      const { jobs } = await openCompanion(workspace)
      const { interrupt } = await cancelJob(workspace, "task-1", {
        interrupt: async () => {
          while ((await jobs.get(jobIdOf("task-1"))).cancel === null) await pause(10)
          return { attempted: true, interrupted: true }
        }
      })
      assert.isTrue(interrupt.interrupted)
    }))

  it("of a job that has told its thread and its turn interrupts these", () =>
    withWorkspace(async (workspace) => {
      const report = createJobProgressUpdater(workspace, "task-1")
      let asked: unknown
      const run = runTrackedJob(taskIn(workspace, "task-1"), async () => {
        report({ message: "m", phase: "editing", threadId: "thr_1", turnId: "turn_1" })
        await cancelJob(workspace, "task-1", {
          interrupt: async (turn) => {
            asked = turn
            return { attempted: true, interrupted: true }
          }
        })
        return { exitStatus: 0 }
      })
      assert.match(await messageOf(run), /Cancelled by user/)
      assert.deepStrictEqual(asked, { threadId: "thr_1", turnId: "turn_1" })
    }))

  const helpless: Record<string, () => Promise<never>> = {
    "cannot be reached": () => Promise.reject(new Error("connect ENOENT")),
    "does not answer": () => new Promise<never>(() => {})
  }
  for (const [what, interrupt] of Object.entries(helpless)) {
    it(`goes on where the app-server ${what}, and says so`, () =>
      withWorkspace(async (workspace) => {
        await submitIn(workspace, "task-1")
        const cancelled = await cancelJob(workspace, "task-1", { interrupt })
        assert.strictEqual(cancelled.job.status, "cancelled")
        assert.deepInclude(cancelled.interrupt, { attempted: true, interrupted: false })
        assert.match(cancelled.interrupt.detail ?? "", /ENOENT|did not answer/)
      }))
  }

  it("of a job that has finished is refused, and says how it finished", () =>
    withWorkspace(async (workspace) => {
      await runTrackedJob(taskIn(workspace, "task-1"), async () => ({ exitStatus: 0 }))
      assert.match(await messageOf(cancelJob(workspace, "task-1")), /is completed already/)
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
      assert.match(await messageOf(cancelJob(workspace, "task-7")), /No job found for "task-7" in /)
    }))

  it("by an older version is taken as the wish that it is", () =>
    withWorkspace((workspace) =>
      withHost(["worker", workspace, "task-1", "client"], async ({ end, line }) => {
        await line()
        const entry = entryIn(workspace, "task-1")!
        oldUpsert(resolveStateDir(workspace), { ...entry, status: "cancelled", pid: null })
        await buildStatusSnapshot(workspace, { env: {} })
        await end()
        assert.strictEqual(entryIn(workspace, "task-1")?.status, "cancelled")
      })
    ))
})

describe("the end of a session", () => {
  it("ends its own jobs and takes them off the list, and leaves another session's alone", () =>
    withWorkspace((workspace) =>
      withHost(["worker", workspace, "task-1", "client"], async (mine) => {
        await mine.line()
        await submitIn(workspace, "task-2")
        const other = { ...taskIn(workspace, "task-3"), sessionId: "s2" }
        let finish = () => {}
        const open = new Promise<void>((resolve) => (finish = resolve))
        const running = runTrackedJob(other, async () => {
          await endSession(workspace, "s1")
          finish()
          return { exitStatus: 0 }
        })
        await open
        await running
        await mine.end()
        assert.deepStrictEqual(
          stateIn(workspace).jobs.map(({ id, status }) => [id, status]),
          [["task-3", "completed"]]
        )
        const jobsFolder = path.join(resolveStateDir(workspace), "jobs")
        assert.deepStrictEqual(fs.readdirSync(jobsFolder), ["task-3.json"])
        const { job } = await buildSingleJobSnapshot(workspace, "task-1")
        assert.strictEqual(job.status, "cancelled")
      })
    ))
})

describe.runIf(process.platform === "linux")("the end of a session of an older version", () => {
  it("stops its processes, takes its jobs off the list, and keeps what is known of them", () =>
    withWorkspace(async (workspace) => {
      const folder = resolveStateDir(workspace)
      const worker = spawn("sleep", ["600"], { cwd: workspace, detached: true, stdio: "ignore" })
      onTestFinished(() => void worker.kill("SIGKILL"))
      const exit = once(worker, "exit")
      await once(worker, "spawn")
      // No log of the host's, whatever the record says (F55).
      const logFile = path.join(workspace, "notes")
      fs.writeFileSync(logFile, "mine")
      const { pid } = worker
      const old = { status: "running", pid, workspaceRoot: workspace, createdAt: "", logFile }
      for (const [id, sessionId] of [
        ["old-1", "s1"],
        ["old-2", "s2"]
      ] as const) {
        oldUpsert(folder, { ...old, id, sessionId, ...(id === "old-2" && { pid: null }) })
      }
      await endSession(workspace, "s1")
      assert.strictEqual((await exit)[1], "SIGTERM")
      assert.deepStrictEqual(
        stateIn(workspace).jobs.map(({ id }) => id),
        ["old-2"]
      )
      assert.deepStrictEqual(fs.readdirSync(path.join(folder, "jobs")), ["old-2.json"])
      assert.strictEqual(fs.readFileSync(logFile, "utf8"), "mine")
      const kept = path.join(folder, "job-lifecycle/host/archive/old-1.json")
      assert.strictEqual(JSON.parse(fs.readFileSync(kept, "utf8")).sessionId, "s1")
    }))
})

describe("a job that is enqueued", () => {
  it("is on record before its process is started, and is its own writer from then on", () =>
    withWorkspace(async (workspace) => {
      let before: unknown
      const file = await hostFile
      const { payload } = await enqueueBackgroundTask(
        taskIn(workspace, "task-1"),
        { prompt: "p" },
        () => {
          before = entryIn(workspace, "task-1")
          const args = [file, "worker", workspace, "task-1", "instant"]
          return spawn(process.execPath, args, { detached: true, stdio: "ignore" })
        }
      )
      assert.deepInclude(before, { status: "queued", request: { prompt: "p" } })
      assert.deepInclude(payload, { jobId: "task-1", status: "queued", title: "Codex Task" })
      const { job } = await waitForSingleJobSnapshot(workspace, "task-1", { timeoutMs: 3_600_000 })
      assert.strictEqual(job.status, "completed")
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
    }))

  it.runIf(process.platform === "linux")(
    "and whose process dies before it can record anything is failed with its last words, without secrets",
    () =>
      withWorkspace(async (workspace) => {
        const file = await hostFile
        const { by } = await withHost(["enqueue", workspace, "task-1", file], ({ end }) => end(), {
          COMPANION_TEST_TOKEN: "hunter2hunter2"
        })
        assert.strictEqual(by, 0)
        const { job } = await waitForSingleJobSnapshot(workspace, "task-1", {
          timeoutMs: 3_600_000
        })
        assert.strictEqual(job.status, "failed")
        assert.match(job.errorMessage ?? "", /never started: .*no owner is left/)
        assert.match(job.errorMessage ?? "", /cannot begin with token=\[redacted\]/)
        assert.notMatch(job.errorMessage ?? "", /hunter2/)
      })
  )

  it("carries its own mark in its environment, and whoever enqueues it keeps his", () =>
    withWorkspace((workspace) =>
      withEnvironment({ [tokenVariable]: "ours", [idVariable]: "our own" }, async () => {
        const marks = () => [process.env[tokenVariable], process.env[idVariable]]
        let inside: unknown
        await enqueueBackgroundTask(taskIn(workspace, "task-1"), {}, () => {
          inside = marks()
          return spawn("true", [], { stdio: "ignore" })
        })
        assert.deepStrictEqual(inside, [jobIdOf("task-1"), undefined])
        assert.deepStrictEqual(marks(), ["ours", "our own"])
        await withEnvironment({ [tokenVariable]: undefined, [idVariable]: undefined }, async () => {
          const launch = () => spawn("true", [], { stdio: "ignore" })
          await enqueueBackgroundTask(taskIn(workspace, "task-2"), {}, launch)
          assert.deepStrictEqual(marks(), [undefined, undefined])
        })
      })
    ))

  it("and whose process cannot be started is failed at once, with the reason", () =>
    withWorkspace(async (workspace) => {
      const enqueued = enqueueBackgroundTask(taskIn(workspace, "task-1"), {}, () =>
        spawn(path.join(workspace, "no such program"), [], { stdio: "ignore" })
      )
      assert.match(await messageOf(enqueued), /ENOENT/)
      const entry = entryIn(workspace, "task-1")
      assert.strictEqual(entry?.status, "failed")
      assert.match(entry?.errorMessage ?? "", /never started.*ENOENT/)
    }))
})

describe("the host's settings", () => {
  it("are changed alone: no job is lost by it, and none loses them", () =>
    withWorkspace(async (workspace) => {
      await setConfig(workspace, "stopReviewGate", true)
      await runTrackedJob(taskIn(workspace, "task-1"), async () => ({ exitStatus: 0 }))
      await setConfig(workspace, "later", [1])
      assert.deepStrictEqual(await getConfig(workspace), { stopReviewGate: true, later: [1] })
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
      await setConfig(workspace, "stopReviewGate", false)
      await buildStatusSnapshot(workspace)
      assert.isFalse((await getConfig(workspace)).stopReviewGate)
    }))
})
