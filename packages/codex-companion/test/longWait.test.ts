import { assert, describe, it } from "@effect/vitest"
import { jobIdOf, openCompanion, waitForSingleJobSnapshot } from "@job-lifecycle/codex-companion"
import { setImmediate as aTurn } from "node:timers/promises"
import { vi } from "vitest"
import { submitIn, withWorkspace } from "./hostFolder.ts"

const pauses = vi.hoisted((): Array<number> => [])

vi.mock("node:timers/promises", async (original) => {
  const timers = await original<typeof import("node:timers/promises")>()
  const setTimeout: typeof timers.setTimeout = (millis, ...rest) => {
    pauses.push(millis!)
    return timers.setTimeout(millis, ...rest)
  }
  return { ...timers, setTimeout }
})

describe("whoever waits for longer than a timer can be set", () => {
  it("sets the longest one, and not one that is over at once (I11)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "ours")
      const waits = waitForSingleJobSnapshot(workspace, "ours", { timeoutMs: 3_000_000_000 })
      while (pauses.length === 0) await aTurn()
      const { jobs } = await openCompanion(workspace)
      await jobs.abandon(jobIdOf("ours"), { message: "it is enough", code: null })
      const { job, waitTimedOut } = await waits
      assert.deepStrictEqual([job.status, waitTimedOut], ["failed", false])
      assert.deepStrictEqual(pauses, [2 ** 31 - 1])
    }))
})
