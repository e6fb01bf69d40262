import { assert, describe, it } from "@effect/vitest"
import type { RunOptions } from "@job-lifecycle/engine"
import type { PromiseRunner } from "@job-lifecycle/node"
import { openJobLifecycle } from "@job-lifecycle/node"
import * as path from "node:path"
import { withFolder } from "./fixtures/folders.ts"

/** Runs a job in a store of its own. */
const ran = (options: RunOptions, runner: PromiseRunner) =>
  withFolder(async (folder) => {
    const jobs = await openJobLifecycle({ root: path.join(folder, "root"), onSignal: "report" })
    try {
      const { id } = await jobs.run(options, runner)
      const log = await jobs.readLog(id, { offset: 0 })
      return { job: await jobs.get(id), log: log.text }
    } finally {
      await jobs.close()
    }
  })

const outcomeOf = ({ job: { state } }: Awaited<ReturnType<typeof ran>>) =>
  state._tag === "Settled" ? { ...state.settlement.outcome } : null

/** Ends when something else has ended the job. */
const untilAborted = (signal: AbortSignal) =>
  new Promise((resolve) => signal.addEventListener("abort", resolve))

describe("what a runner without Effect says of its job", () => {
  it("is on record, its work too, by which it can be found and stopped", async () => {
    const work = { scheme: "elsewhere", label: "turn 5", value: { turn: 5 } }
    const { job, log } = await ran({}, async (said) => {
      await said.progress({ phase: "testing", message: "step 1" })
      await said.resumeHandle("thread-7")
      await said.work(work)
      await said.log("a line\n")
      return 1
    })
    const { message, phase, resumeHandle } = job
    assert.deepStrictEqual([phase, message, resumeHandle], ["testing", "step 1", "thread-7"])
    assert.deepStrictEqual(job.work, work)
    assert.strictEqual(log, "a line\n")
  })

  it("is heard, and named when nothing follows", async () => {
    const end = await ran({ silence: "200 millis", grace: 0 }, async ({ heard, signal }) => {
      heard("turn/started")
      await untilAborted(signal)
    })
    assert.deepInclude(outcomeOf(end), { _tag: "Stalled", lastEvent: "turn/started" })
  })

  it("is that its client had answered, when that goes", async () => {
    const end = await ran({ grace: 0 }, async ({ answered, clientExit, signal }) => {
      answered("the answer")
      clientExit(Promise.resolve("hung up"))
      await untilAborted(signal)
    })
    assert.deepInclude(outcomeOf(end), { _tag: "ClientExited", answered: true })
  })
})
