import { assert, describe, it } from "@effect/vitest"
import type { Execution } from "@job-lifecycle/codex-companion"
import {
  enqueueBackgroundTask,
  jobIdOf,
  openCompanion,
  readStoredJob,
  resolveStateDir,
  runTrackedJob,
  turnOrClientExit,
  createJobProgressUpdater
} from "@job-lifecycle/codex-companion"
import { tokenVariable } from "@job-lifecycle/node"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { entryIn, submitIn, taskIn, withEnvironment, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { done } from "./samples.ts"

const messageOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it was fulfilled",
    (error: Error) => error.message
  )
const listeners = () =>
  (["SIGTERM", "SIGINT", "SIGHUP"] as const).map((name) => process.listenerCount(name))

describe("a tracked job of the host", () => {
  it("answers what its runner delivered, which is on record then, in the log too", () =>
    withWorkspace(async (workspace) => {
      const before = listeners()
      const logFile = path.join(workspace, "task.log")
      fs.writeFileSync(logFile, "")
      let during: unknown
      const execution = await runTrackedJob(
        taskIn(workspace, "task-1"),
        async () => {
          during = [entryIn(workspace, "task-1")?.status, listeners()]
          return done
        },
        { logFile }
      )
      assert.strictEqual(execution, done)
      assert.deepStrictEqual(during, ["running", before.map((count) => count + 1)])
      assert.deepStrictEqual(listeners(), before)
      assert.deepInclude(entryIn(workspace, "task-1"), {
        status: "completed",
        phase: "done",
        pid: null,
        summary: "Handled.",
        logFile
      })
      assert.deepInclude(await readStoredJob(workspace, "task-1"), {
        result: done["payload"],
        rendered: "Handled.\n",
        sessionId: "s1"
      })
      assert.include(fs.readFileSync(logFile, "utf8"), "Final output\nHandled.\n")
    }))

  it("that ended badly answers that too, and is failed with its answer", () =>
    withWorkspace(async (workspace) => {
      const bad = { ...done, exitStatus: 1 }
      assert.strictEqual(await runTrackedJob(taskIn(workspace, "task-1"), async () => bad), bad)
      const stored = await readStoredJob(workspace, "task-1")
      assert.deepInclude(stored, { status: "failed", phase: "failed", rendered: "Handled.\n" })
    }))

  it("whose runner throws rejects with that very error", () =>
    withWorkspace(async (workspace) => {
      const error = new TypeError("boom")
      const run = runTrackedJob(taskIn(workspace, "task-1"), async () => {
        throw error
      })
      assert.strictEqual(await run.catch((thrown: unknown) => thrown), error)
      assert.deepInclude(entryIn(workspace, "task-1"), { status: "failed", errorMessage: "boom" })
    }))

  it("whose bookkeeping breaks keeps its outcome", () =>
    withWorkspace(async (workspace) => {
      const logFile = path.join(workspace, "a folder")
      fs.mkdirSync(logFile)
      await runTrackedJob(taskIn(workspace, "task-1"), async () => done, { logFile })
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
    }))

  it("that never answers is over at its limit, and its runner is told to stop", () =>
    withWorkspace(async (workspace) => {
      let told: string | undefined
      const run = runTrackedJob(
        taskIn(workspace, "task-1"),
        async () => {
          const client = { exitPromise: new Promise(() => {}) }
          const turn = { completion: new Promise<Execution>(() => {}) }
          told = await messageOf(turnOrClientExit(client, turn, () => {}))
          return done
        },
        { timeoutMs: 20 }
      )
      assert.match(await messageOf(run), /exceeded the .+ hard timeout/)
      assert.deepInclude(entryIn(workspace, "task-1"), { status: "failed", phase: "failed" })
      assert.strictEqual(told, "The job has ended.")
    }))

  it(
    "takes its limit from the environment at each start",
    () =>
      withWorkspace(async (workspace) => {
        process.env["CODEX_COMPANION_JOB_TIMEOUT_MS"] = "20"
        try {
          const never = () =>
            turnOrClientExit(
              { exitPromise: new Promise(() => {}) },
              { completion: new Promise<Execution>(() => {}) },
              () => {}
            )
          const run = runTrackedJob(taskIn(workspace, "task-1"), never)
          assert.match(await messageOf(run), /hard timeout/)
        } finally {
          delete process.env["CODEX_COMPANION_JOB_TIMEOUT_MS"]
        }
      }),
    20_000
  )

  for (const wrong of ["abc", "-1", "1e20", " "]) {
    it(`is refused with the limit "${wrong}", by the name of the variable, and nothing is recorded`, () =>
      withWorkspace(async (workspace) => {
        process.env["CODEX_COMPANION_JOB_TIMEOUT_MS"] = wrong
        try {
          const run = runTrackedJob(taskIn(workspace, "task-1"), async () => done)
          assert.include(
            await messageOf(run),
            `CODEX_COMPANION_JOB_TIMEOUT_MS is "${wrong}". Give a number of milliseconds`
          )
        } finally {
          delete process.env["CODEX_COMPANION_JOB_TIMEOUT_MS"]
        }
        assert.isNull(await readStoredJob(workspace, "task-1"))
      }))
  }

  it("ends when its client exits, and says so", () =>
    withWorkspace(async (workspace) => {
      const run = runTrackedJob(taskIn(workspace, "task-1"), async () => {
        const exitPromise = Promise.resolve()
        const exitError = new Error("codex app-server exited unexpectedly (signal SIGKILL).")
        await turnOrClientExit(
          { exitPromise, exitError },
          { completion: new Promise(() => {}) },
          () => {}
        )
        return done
      })
      assert.match(await messageOf(run), /went away before the turn was completed.*SIGKILL/)
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "failed")
    }))

  it("keeps an answer that had arrived before its client went away", () =>
    withWorkspace(async (workspace) => {
      const execution = await runTrackedJob(taskIn(workspace, "task-1"), async () => {
        let complete: (execution: Execution) => void = () => {}
        const completion = new Promise<Execution>((resolve) => (complete = resolve))
        return await turnOrClientExit(
          { exitPromise: Promise.resolve() },
          { completion, finalAnswerSeen: true },
          () => complete(done)
        )
      })
      assert.strictEqual(execution, done)
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
    }))

  it("shows its phase, its thread and its turn while it runs", () =>
    withWorkspace(async (workspace) => {
      const report = createJobProgressUpdater(workspace, "task-1")
      let during: unknown
      await runTrackedJob(taskIn(workspace, "task-1"), async () => {
        report("only a line of the log")
        report({ message: "m", phase: "starting", threadId: "thr_9" })
        report({ message: "m", phase: "editing", turnId: "turn_9" })
        during = entryIn(workspace, "task-1")
        return done
      })
      assert.deepInclude(during, { phase: "editing", threadId: "thr_9", turnId: "turn_9" })
      report({ message: "late", phase: "editing" })
      assert.strictEqual(entryIn(workspace, "task-1")?.phase, "done")
    }))

  it("runs beside others in one process", () =>
    withWorkspace(async (workspace) => {
      const before = listeners()
      const runs = ["a", "b", "c"].map((id) =>
        runTrackedJob(taskIn(workspace, id), async () => ({ ...done, summary: id }))
      )
      const ended = await Promise.all(runs)
      assert.deepStrictEqual(
        ended.map(({ summary }) => summary),
        ["a", "b", "c"]
      )
      assert.deepStrictEqual(listeners(), before)
    }))

  it("is run once: a second run of the same id is refused and runs nothing", () =>
    withWorkspace(async (workspace) => {
      const task = taskIn(workspace, "task-1")
      await runTrackedJob(task, async () => done)
      let ran = false
      const again = runTrackedJob(task, async () => {
        ran = true
        return done
      })
      assert.match(await messageOf(again), /cannot be started/)
      assert.isFalse(ran)
    }))

  it("that an older version has cancelled is not started", () =>
    withWorkspace(async (workspace) => {
      const task = taskIn(workspace, "task-1")
      oldUpsert(resolveStateDir(workspace), { ...task, status: "cancelled" })
      let ran = false
      const run = runTrackedJob(task, async () => {
        ran = true
        return done
      })
      assert.match(await messageOf(run), /was cancelled before it was started/)
      assert.isFalse(ran)
    }))

  it("leaves its mark to nothing that its process starts: the shared broker is not the job's", () =>
    withWorkspace((workspace) =>
      withEnvironment({ [tokenVariable]: jobIdOf("task-1") }, async () => {
        await submitIn(workspace, "task-1")
        let mark: string | undefined = "not asked"
        await runTrackedJob(taskIn(workspace, "task-1"), async () => {
          mark = process.env[tokenVariable]
          return done
        })
        assert.isUndefined(mark)
      })
    ))

  it("goes on in the app-server when its process is gone: nobody may say that its work has stopped (I7)", () =>
    withWorkspace(async (workspace) => {
      await runTrackedJob(taskIn(workspace, "task-1"), async () => done)
      await enqueueBackgroundTask(taskIn(workspace, "task-2"), {}, () =>
        spawn("true", [], { stdio: "ignore" })
      )
      const { jobs } = await openCompanion(workspace)
      for (const id of ["task-1", "task-2"]) {
        const { request } = await jobs.get(jobIdOf(id))
        assert.isTrue(request.upstream, id)
      }
    }))

  it("that was submitted before is claimed, not recorded anew", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "task-1")
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "queued")
      await runTrackedJob(taskIn(workspace, "task-1"), async () => done)
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
    }))
})
