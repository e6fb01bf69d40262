import { assert, describe, it } from "@effect/vitest"
import { FileJobStore, openJobLifecycle, openStartUp, readOpenJobs } from "@job-lifecycle/node"
import * as fs from "node:fs"
import { vi } from "vitest"
import { withFolder } from "./fixtures/folders.ts"

describe("readOpenJobs", () => {
  it("keeps no secret of what the owner said of a job that it settles, as the whole engine does", () =>
    withFolder(async (root) => {
      vi.stubEnv("SOME_API_KEY", "correct-horse-battery")
      const jobs = await openJobLifecycle({ root })
      const { id, logFile } = await jobs.submit({ name: "later", claimDeadline: "1 day" })
      const words = openStartUp(logFile)!
      fs.writeSync(words, "refused: correct-horse-battery\n")
      fs.closeSync(words)
      const store = FileJobStore.make({ root })
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 86_400_000 })
      await readOpenJobs({ root, store })
      const { state } = await jobs.get(id)
      assert(state._tag === "Settled" && state.settlement.outcome._tag === "NeverStarted")
      const { stderrTail } = state.settlement.outcome
      assert.match(stderrTail, /^refused: /)
      assert.notInclude(stderrTail, "correct-horse-battery")
      await jobs.close()
    }).finally(() => {
      vi.useRealTimers()
      vi.unstubAllEnvs()
    }))
})
