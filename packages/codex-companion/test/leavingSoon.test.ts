import { assert, describe, it } from "@effect/vitest"
import { jobIdOf, openCompanion, runTrackedJob } from "@job-lifecycle/codex-companion"
import { vi } from "vitest"
import { entryIn, taskIn, withWorkspace } from "./hostFolder.ts"

const left = vi.hoisted((): Array<number | undefined> => [])
vi.mock(import("../src/functions/leaveSoon.ts"), () => ({
  leaveSoon: (code?: number) => void left.push(code)
}))

describe("a process whose job is over while its runner still hangs", () => {
  it("ends, with 1, where it was started for that job alone; any other has others to serve", () =>
    withWorkspace(async (workspace) => {
      const { jobs } = await openCompanion(workspace)
      const endOf = async (id: string, options: { readonly dedicated?: boolean }) => {
        const begun = Promise.withResolvers<void>()
        const hung = () => {
          begun.resolve()
          return new Promise<never>(() => {})
        }
        const ended = runTrackedJob(taskIn(workspace, id), hung, options).catch(() => "rejected")
        await begun.promise
        await jobs.cancel(jobIdOf(id), { by: "us", grace: 0 })
        assert.strictEqual(await ended, "rejected")
        assert.strictEqual(entryIn(workspace, id)?.status, "cancelled")
      }
      await Promise.all([endOf("task-1", { dedicated: false }), endOf("task-2", {})])
      assert.deepStrictEqual(left, [])
      await endOf("task-3", { dedicated: true })
      assert.deepStrictEqual(left, [1])
    }))
})
