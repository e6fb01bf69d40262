import { assert, describe, it } from "@effect/vitest"
import { findResumeCandidate, resolveStateDir } from "@job-lifecycle/codex-companion"
import { withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { completedTask, runningReview } from "./samples.ts"

const within = (session: string) => ({ env: { CODEX_COMPANION_SESSION_ID: session } })

describe("what a session can take up again", () => {
  it("is its own newest task that is over and has a thread, and nobody else's", () =>
    withWorkspace(async (workspace) => {
      for (const [n, fields] of [
        { id: "mine", sessionId: "s1" },
        { id: "mine-newer", sessionId: "s1" },
        { id: "without-thread", sessionId: "s1", threadId: null },
        { id: "a-review", sessionId: "s1", jobClass: "review" },
        { id: "another-s", sessionId: "s2" }
      ].entries()) {
        const updatedAt = `2026-03-18T16:00:0${n}.000Z`
        oldUpsert(resolveStateDir(workspace), { ...completedTask, ...fields, updatedAt })
      }
      const idOf = async (session: string, excludeJobId?: string) => {
        const found = await findResumeCandidate(workspace, { ...within(session), excludeJobId })
        assert.isNull(found.active)
        return found.candidate?.id ?? null
      }
      assert.strictEqual(await idOf("s1"), "mine-newer")
      assert.strictEqual(await idOf("s1", "mine-newer"), "mine")
      assert.strictEqual(await idOf("s2"), "another-s")
      assert.isNull(await idOf("s3"))
    }))

  it("waits for a task that really runs, and for no record of one that is gone", () =>
    withWorkspace(async (workspace) => {
      const old = { ...runningReview, jobClass: "task", sessionId: "s1" }
      // The first number that no process has (PID_MAX_LIMIT, proc_sys_kernel(5)).
      oldUpsert(resolveStateDir(workspace), { ...old, id: "gone", pid: 2 ** 22 + 1 })
      const before = await findResumeCandidate(workspace, within("s1"))
      assert.deepStrictEqual([before.active, before.candidate?.id], [null, "gone"])
      oldUpsert(resolveStateDir(workspace), { ...old, id: "there", pid: process.pid })
      const { active } = await findResumeCandidate(workspace, within("s1"))
      assert.strictEqual(active?.id, "there")
    }))
})
