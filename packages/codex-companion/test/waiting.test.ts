import { assert, describe, it } from "@effect/vitest"
import { resolveStateDir, waitForSingleJobSnapshot } from "@job-lifecycle/codex-companion"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { vi } from "vitest"
import { submitIn, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { runningReview } from "./samples.ts"

describe("whoever waits for a job", () => {
  it("gives up at his limit, and the job goes on", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "ours")
      oldUpsert(resolveStateDir(workspace), { ...runningReview, id: "older", pid: process.pid })
      for (const id of ["ours", "older"]) {
        const { job, waitTimedOut } = await waitForSingleJobSnapshot(workspace, id, {
          timeoutMs: 20
        })
        assert.isTrue(waitTimedOut)
        assert.include(["queued", "running"], job.status)
      }
    }))

  it("of an older version looks again and again, and finds its process gone", () =>
    withWorkspace(async (workspace) => {
      const worker = spawn("sleep", ["600"], { stdio: "ignore" })
      await once(worker, "spawn")
      const { pid } = worker
      oldUpsert(resolveStateDir(workspace), { ...runningReview, id: "older", pid })
      const { kill } = process
      const looked = vi.spyOn(process, "kill").mockImplementation((...whom) => {
        // It ends once the first look is over, which found it there.
        if (whom[0] === pid) setImmediate(() => worker.kill("SIGKILL"))
        return kill.apply(process, whom)
      })
      try {
        const { job, waitTimedOut } = await waitForSingleJobSnapshot(workspace, "older", {
          timeoutMs: 3_600_000,
          pollIntervalMs: 100
        })
        assert.deepStrictEqual([job.status, waitTimedOut], ["failed", false])
      } finally {
        looked.mockRestore()
        worker.kill("SIGKILL")
      }
    }))
})
