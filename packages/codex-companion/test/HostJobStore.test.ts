import { assert, describe, it } from "@effect/vitest"
import { HostJobStore, jobIdOf } from "@job-lifecycle/codex-companion"
import { JobStore } from "@job-lifecycle/engine"
import type { JobId } from "@job-lifecycle/engine"
import { describeJobStore, sampleProgress, TwoHandles } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { Projected } from "../src/store/Projected.ts"
import { oldUpdate, oldUpsert } from "./oldWriter.ts"
import {
  claim,
  gateOn,
  recordIn,
  run,
  settle,
  stateOf,
  statusesIn,
  submit
} from "./projectionWorld.ts"
import { completedTask, queuedTask, runningReview } from "./samples.ts"
import { withFolder } from "./withFolder.ts"

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => fs.mkdtempSync(path.join(os.tmpdir(), "companion-test-"))),
  (folder) =>
    Effect.sync(() =>
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    )
)
const temporary = Layer.effect(
  JobStore,
  Effect.map(temporaryFolder, (folder) => HostJobStore.make(folder).store)
)
const twoHandles = Layer.effect(
  TwoHandles,
  Effect.map(temporaryFolder, (folder) =>
    TwoHandles.of([HostJobStore.make(folder).store, HostJobStore.make(folder).store])
  )
)
describeJobStore({ describe, it, assert }, "the host's state folder", temporary, twoHandles)

describe("the host's files as a projection of facts", () => {
  it("follow a job from its submission to its outcome", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "queued" })
      run(host, "task-1")
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "running" })
      Effect.runSync(
        host.store.putProgress(
          jobIdOf("task-1"),
          sampleProgress(1, { nonce: claim.nonce, phase: "editing", resumeHandle: "thr_1" })
        )
      )
      assert.deepInclude(recordIn(folder, "task-1"), {
        status: "running",
        phase: "editing",
        pid: 4711,
        threadId: "thr_1",
        request: queuedTask["request"]
      })
      settle(host, "task-1")
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "completed" })
      assert.deepInclude(recordIn(folder, "task-1"), { result: { n: 1 }, rendered: "1\n" })
    }))

  it("keep the settings and the jobs of an older version beside ours", () =>
    withFolder((folder) => {
      oldUpsert(folder, completedTask)
      oldUpsert(folder, runningReview)
      gateOn(folder)
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      oldUpsert(folder, { ...completedTask, id: "task-old-2" })
      settle(host, "task-1")
      const state = stateOf(folder)
      assert.isTrue(state.config.stopReviewGate)
      assert.deepStrictEqual(
        state.jobs.find(({ id }) => id === runningReview.id),
        runningReview
      )
      assert.sameMembers(
        state.jobs.map(({ id }) => id),
        ["task-1", completedTask.id, runningReview.id, "task-old-2"]
      )
    }))

  it("get back what an older version lost, with record and log, and the gate when it was reset", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      gateOn(folder)
      fs.writeFileSync(path.join(folder, "jobs", "task-1.log"), "first line\n")
      submit(host, "task-1")
      settle(host, "task-1")
      submit(host, "task-2", 2)
      oldUpdate(folder, () => ({ config: { stopReviewGate: false }, jobs: [] }))
      assert.isFalse(fs.existsSync(path.join(folder, "jobs", "task-1.json")))
      assert.isFalse(fs.existsSync(path.join(folder, "jobs", "task-1.log")))
      host.projection.mend()
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "completed", "task-2": "queued" })
      assert.isTrue(stateOf(folder).config.stopReviewGate)
      assert.deepInclude(recordIn(folder, "task-1"), { rendered: "1\n" })
      assert.strictEqual(
        fs.readFileSync(path.join(folder, "jobs", "task-1.log"), "utf8"),
        "first line\n"
      )
    }))

  it("lose nothing to a list that was cut at any byte", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      oldUpsert(folder, completedTask)
      gateOn(folder)
      submit(host, "task-1")
      settle(host, "task-1")
      const whole = fs.readFileSync(path.join(folder, "state.json"))
      for (let cut = 0; cut < whole.length - 2; cut += 7) {
        fs.writeFileSync(path.join(folder, "state.json"), whole.subarray(0, cut))
        host.projection.mend()
        assert.strictEqual(
          fs.readFileSync(path.join(folder, "state.json"), "utf8"),
          whole.toString(),
          `cut after ${cut} bytes`
        )
        const kept = path.join(folder, "job-lifecycle/host/state.unreadable.json")
        assert.strictEqual(fs.readFileSync(kept, "utf8"), whole.toString("utf8", 0, cut))
      }
    }))

  it("take a setting that an older version changed as it is", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      gateOn(folder)
      submit(host, "task-1")
      oldUpdate(folder, ({ jobs }) => ({ config: { stopReviewGate: false }, jobs }))
      settle(host, "task-1")
      assert.isFalse(stateOf(folder).config.stopReviewGate)
    }))

  it("never bring a job of ours back to life: a stale entry is mended", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      run(host, "task-1")
      const stale = stateOf(folder).jobs[0]!
      settle(host, "task-1")
      oldUpsert(folder, stale)
      host.projection.mend()
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "completed" })
    }))

  it("say what facts say of a settled job, whoever wrote otherwise, in its record too (F18)", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      run(host, "task-1")
      // An older version's cancel, which was under way when the job was completed.
      const { [0]: running } = stateOf(folder).jobs
      oldUpsert(folder, { ...running!, status: "cancelled" })
      settle(host, "task-1")
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "completed" })
      const whole = fs.readFileSync(path.join(folder, "state.json"), "utf8")
      oldUpsert(folder, { ...stateOf(folder).jobs[0]!, status: "cancelled", phase: "cancelled" })
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "cancelled" })
      host.projection.mend()
      assert.strictEqual(fs.readFileSync(path.join(folder, "state.json"), "utf8"), whole)
      assert.deepInclude(recordIn(folder, "task-1"), { status: "completed", rendered: "1\n" })
    }))

  it("cost no read of facts for settled jobs that are listed as we wrote them, or whose session ended", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      host.files.release("task-4")
      for (let n = 1; n < 5; n++) {
        submit(host, `task-${n}`, n)
        settle(host, `task-${n}`, n)
      }
      const asked: Array<string> = []
      const { find, settled } = host.store
      const facts = (id: JobId) => {
        asked.push(id)
        return null
      }
      const reader = {
        active: () => [],
        settled: (limit: number) => Effect.runSync(settled(limit)),
        find: (prefix: string) => Effect.runSync(find(prefix)),
        exists: (id: JobId) => facts(id) !== null,
        facts
      }
      const look = new Projected(reader, host.files).look()
      assert.deepStrictEqual([look.isRight, look.state.jobs.length, asked], [true, 3, []])
    }))

  it("have both of two jobs whose writers met between a look and a write", () =>
    withFolder((folder) => {
      const [first, second] = [HostJobStore.make(folder), HostJobStore.make(folder)]
      const write = first.files.writeState.bind(first.files)
      let met = false
      first.files.writeState = (state) => {
        if (!met) {
          met = true
          submit(second, "task-2", 2)
        }
        write(state)
      }
      submit(first, "task-1")
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "queued", "task-2": "queued" })
    }))

  it("list fifty jobs, the open ones always, and delete no record of an open one", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-open")
      run(host, "task-open")
      for (let n = 2; n < 60; n++) {
        submit(host, `task-${n}`, n)
        settle(host, `task-${n}`, n)
      }
      const { jobs } = stateOf(folder)
      assert.strictEqual(jobs.length, 50)
      assert.strictEqual(statusesIn(folder)["task-open"], "running")
      assert.isTrue(fs.existsSync(path.join(folder, "jobs", "task-open.json")))
      assert.isFalse(fs.existsSync(path.join(folder, "jobs", "task-2.json")))
      assert.strictEqual(host.projection.recordOf("task-2")?.status, "completed")
      const before = fs.statSync(path.join(folder, "state.json")).ino
      host.projection.mend()
      assert.strictEqual(fs.statSync(path.join(folder, "state.json")).ino, before)
    }))

  it("are not made for a folder that nobody has used", () =>
    withFolder((folder) => {
      HostJobStore.make(path.join(folder, "state")).projection.mend()
      assert.deepStrictEqual(fs.readdirSync(folder), [])
    }))

  it("cannot change an outcome: a list that nobody can write is no trouble of the job's", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      fs.rmSync(path.join(folder, "state.json"))
      fs.mkdirSync(path.join(folder, "state.json"))
      settle(host, "task-1")
      fs.rmdirSync(path.join(folder, "state.json"))
      host.projection.mend()
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "completed" })
    }))
})
