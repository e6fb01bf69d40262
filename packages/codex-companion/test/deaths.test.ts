import { assert, describe, it } from "@effect/vitest"
import {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  checkStopGate,
  findResumeCandidate,
  resolveResultJob,
  waitForSingleJobSnapshot
} from "@job-lifecycle/codex-companion"
import { entryIn, stateIn, withWorkspace } from "./hostFolder.ts"
import { withHost } from "./startHost.ts"

const signals = [
  ["SIGTERM", 143],
  ["SIGINT", 130],
  ["SIGHUP", 129]
] as const

describe("a job whose process ends", () => {
  for (const [signal, code] of signals) {
    it(`by ${signal} is failed by its own hand, and the process exits with ${code}`, () =>
      withWorkspace((workspace) =>
        withHost(["run", workspace, "task-1", "never"], async ({ child, end, line }) => {
          assert.strictEqual(await line(), "running")
          child.kill(signal)
          assert.strictEqual((await end()).by, code)
          const entry = entryIn(workspace, "task-1")
          assert.deepInclude(entry, { status: "failed", phase: "failed", pid: null })
          assert.match(entry?.errorMessage ?? "", new RegExp(`^Terminated by ${signal}\\.`))
        })
      ))
  }

  it("without a word is found dead by the first read of any kind, for good", () =>
    withWorkspace((workspace) =>
      withHost(["run", workspace, "task-1", "never"], async ({ child, end, line }) => {
        await line()
        assert.deepInclude(entryIn(workspace, "task-1"), { status: "running", pid: child.pid! })
        child.kill("SIGKILL")
        await end()
        const { job } = await buildSingleJobSnapshot(workspace, "task-1")
        assert.deepInclude(job, { status: "failed", phase: "failed", pid: null })
        assert.match(
          job.errorMessage ?? "",
          new RegExp(`^Tracked process PID ${child.pid} exited unexpectedly.*codex resume thr_1`)
        )
        assert.strictEqual(entryIn(workspace, "task-1")?.status, "failed")
        const before = stateIn(workspace)
        await buildStatusSnapshot(workspace, { env: {} })
        assert.deepStrictEqual(stateIn(workspace), before)
        assert.strictEqual((await resolveResultJob(workspace, "task-1")).job.status, "failed")
        const resume = await findResumeCandidate(workspace, { env: {} })
        assert.isNull(resume.active)
        assert.strictEqual(resume.candidate?.threadId, "thr_1")
        assert.isNull((await checkStopGate(workspace, null)).runningJob)
      })
    ))

  it("is noticed by whoever waits for it, long before the waiting limit", () =>
    withWorkspace((workspace) =>
      withHost(["run", workspace, "task-1", "never"], async ({ child, line }) => {
        await line()
        const waiting = waitForSingleJobSnapshot(workspace, "task-1", { timeoutMs: 3_600_000 })
        child.kill("SIGKILL")
        const { job, waitTimedOut } = await waiting
        assert.isFalse(waitTimedOut)
        assert.strictEqual(job.status, "failed")
      })
    ))

  it("because nothing was left that could wake it is failed, and the process does not exit with 0", () =>
    withWorkspace((workspace) =>
      withHost(["run", workspace, "task-1", "drained"], async ({ end }) => {
        assert.notStrictEqual((await end()).by, 0)
        const entry = entryIn(workspace, "task-1")
        assert.match(entry?.errorMessage ?? "", /ended without an answer/)
      })
    ))

  it("by a call of its own is failed with that exit code", () =>
    withWorkspace((workspace) =>
      withHost(["run", workspace, "task-1", "exit"], async ({ end }) => {
        assert.strictEqual((await end()).by, 3)
        assert.strictEqual(entryIn(workspace, "task-1")?.status, "failed")
      })
    ))

  it("that was started for it alone ends with it, though its runner never does", () =>
    withWorkspace((workspace) =>
      withHost(
        ["worker", workspace, "task-1", "deaf"],
        async ({ end }) => {
          const { by, lines } = await end()
          assert.strictEqual(by, 1)
          assert.match(lines[0] ?? "", /^rejected .*hard timeout/)
          assert.strictEqual(entryIn(workspace, "task-1")?.status, "failed")
        },
        { CODEX_COMPANION_JOB_TIMEOUT_MS: "20" }
      )
    ))

  it("because its client went away is failed, and the process ends by itself", () =>
    withWorkspace((workspace) =>
      withHost(["run", workspace, "task-1", "client"], async ({ child, end, line }) => {
        assert.strictEqual(await line(), "running")
        child.stdin!.end()
        const { by, lines } = await end()
        assert.strictEqual(by, 1)
        assert.match(lines[0] ?? "", /^rejected The Codex app-server went away/)
        assert.strictEqual(entryIn(workspace, "task-1")?.status, "failed")
      })
    ))
})
