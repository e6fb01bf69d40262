import { assert, describe, it } from "@effect/vitest"
import type { JobId } from "@job-lifecycle/engine"
import type { PromiseJobLifecycle } from "@job-lifecycle/node"
import { openJobLifecycle } from "@job-lifecycle/node"
import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { withFolder } from "./fixtures/folders.ts"

/** A worker thread of this process that owns a job, and a handle of the main thread on the same store. */
const withWorker = (
  body: (worker: Worker, id: JobId, jobs: PromiseJobLifecycle) => Promise<void>
) =>
  withFolder(async (root) => {
    const jobs = await openJobLifecycle({ root, onSignal: "report" })
    const worker = new Worker(new URL("./fixtures/workerOwner.ts", import.meta.url), {
      workerData: root,
      execArgv: ["--conditions=source"]
    })
    try {
      const [id] = (await once(worker, "message")) as [JobId]
      await body(worker, id, jobs)
    } finally {
      await worker.terminate()
      await jobs.close()
    }
  })

describe.skipIf(process.platform !== "linux")("a job that a worker thread owns", () => {
  it("runs while the thread does, and is orphaned by its end although the process goes on (I5, I4)", () =>
    withWorker(async (worker, id, jobs) => {
      const running = await jobs.get(id)
      assert.strictEqual(running.state._tag, "Running")
      assert.match(String(running.owner?.label), /^thread \d+ of pid \d+ on /)
      await worker.terminate()
      const { state } = await jobs.wait(id)
      if (state._tag !== "Settled") return assert.fail(state._tag)
      const { outcome, work } = state.settlement
      if (outcome._tag !== "Orphaned") return assert.fail(outcome._tag)
      assert.match(outcome.evidence, /^thread \d+ has ended; its process goes on/)
      assert.strictEqual(work, "Stopped")
    }))

  it("is no reason to take a job of the main thread for dead", () =>
    withWorker(async (worker, _id, jobs) => {
      const began = Promise.withResolvers<JobId>()
      const goOn = Promise.withResolvers<void>()
      const running = jobs.run({}, ({ id }) => {
        began.resolve(id)
        return goOn.promise.then(() => "done")
      })
      const id = await began.promise
      await worker.terminate()
      assert.strictEqual((await jobs.get(id)).state._tag, "Running")
      goOn.resolve()
      const { state } = await running
      assert.strictEqual(state._tag === "Settled" && state.settlement.outcome._tag, "Completed")
    }))
})
