import { assert, describe, it } from "@effect/vitest"
import { identifyStarted, openJobLifecycle } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as path from "node:path"
import { withFolder } from "./fixtures/folders.ts"

describe("a child that a function names", () => {
  it("is refused without a pid, since it was not started, and its job has no work on record (I7)", () =>
    withFolder(async (folder) => {
      const jobs = await openJobLifecycle({ root: path.join(folder, "root"), onSignal: "report" })
      try {
        const job = await jobs.run({}, async ({ work }) => {
          const child = spawn(path.join(folder, "no-such-program"))
          const failed = once(child, "error")
          const identity = identifyStarted({ pid: child.pid, leadsGroup: false, name: "none" })
          await work(await Effect.runPromise(identity).finally(() => failed))
        })
        assert.isNull(job.work)
        if (job.state._tag !== "Settled") return assert.fail(job.state._tag)
        const { outcome, work } = job.state.settlement
        assert.deepInclude(outcome, {
          _tag: "Failed",
          message: `pid is undefined: give the pid of a child that was started. One without a pid was not: its "error" event says why.`
        })
        assert.strictEqual(work, "Stopped")
      } finally {
        await jobs.close()
      }
    }))

  const started = { pid: process.pid, leadsGroup: false, name: "node" }
  for (const [field, wrong] of [
    ["options", undefined],
    ["options", null],
    ["pid", { ...started, pid: null }],
    ["pid", { ...started, pid: "5" }],
    ["pid", { ...started, pid: 1 }],
    ["leadsGroup", { pid: 5, name: "node" }],
    ["name", { pid: 5, leadsGroup: true }]
  ] as const) {
    it.effect(`is refused by its ${field} where that is wrong: ${JSON.stringify(wrong)}`, () =>
      Effect.gen(function* () {
        const refusal = yield* Effect.flip(identifyStarted(wrong as never))
        assert.deepInclude(refusal, { _tag: "InvalidRequest", field })
      })
    )
  }
})
