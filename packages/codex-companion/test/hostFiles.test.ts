import { assert, describe, it } from "@effect/vitest"
import { HostJobStore, jobIdOf } from "@job-lifecycle/codex-companion"
import { sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { oldUpsert } from "./oldWriter.ts"
import { run, settle, stateOf, statusesIn, submit } from "./projectionWorld.ts"
import { completedTask } from "./samples.ts"
import { withFolder } from "./withFolder.ts"

/** Every file below a folder, but for the facts. */
const filesIn = (folder: string): ReadonlyArray<string> =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(path.join("job-lifecycle", "store")))
    .toSorted()

describe("a job that the end of its session takes off the list", () => {
  it("is there until it is over, then gone for good, and is still known", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      run(host, "task-1")
      host.files.release("task-1")
      host.projection.show(jobIdOf("task-1"))
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "running" })
      const open = stateOf(folder).jobs[0]!
      assert.strictEqual(host.files.readJob("task-1")?._tag, "Job")
      settle(host, "task-1")
      const left = [
        "job-lifecycle/host/released/task-1",
        "job-lifecycle/host/state.json",
        "state.json"
      ]
      assert.deepStrictEqual([statusesIn(folder), filesIn(folder)], [{}, left])
      // An older version, which had read the list before.
      oldUpsert(folder, { ...open, status: "completed" })
      host.projection.mend()
      assert.deepStrictEqual(statusesIn(folder), {})
      assert.strictEqual(host.projection.recordOf("task-1")?.status, "completed")
    }))
})

describe("a job that is removed", () => {
  it("leaves nothing of it among the host's files, and what stays of the others", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      for (const [n, id] of ["task-1", "task-2"].entries()) {
        fs.mkdirSync(path.join(folder, "jobs"), { recursive: true })
        fs.writeFileSync(path.join(folder, "jobs", `${id}.log`), "said\n")
        submit(host, id, n + 1)
        settle(host, id, n + 1)
      }
      host.files.release("task-1")
      const removed = (mayGo: boolean) =>
        Effect.runSync(host.store.remove(jobIdOf("task-1"), () => mayGo))
      const before = filesIn(folder)
      assert.strictEqual(removed(false), "Refused")
      assert.deepStrictEqual(filesIn(folder), before)
      assert.strictEqual(removed(true), "Removed")
      assert.deepStrictEqual(filesIn(folder), [
        "job-lifecycle/host/logs/task-2.log",
        "job-lifecycle/host/state.json",
        "jobs/task-2.json",
        "jobs/task-2.log",
        "state.json"
      ])
      assert.deepStrictEqual(statusesIn(folder), { "task-2": "completed" })
      host.projection.mend()
      assert.deepStrictEqual(statusesIn(folder), { "task-2": "completed" })
    }))
})

describe("a record of an older version that its list has lost", () => {
  it("is on the list again, unless it names another job", () =>
    withFolder((folder) => {
      fs.mkdirSync(path.join(folder, "jobs"))
      for (const id of ["task-lost", "task-copied"]) {
        const record = JSON.stringify({ ...completedTask, id: "task-lost" })
        fs.writeFileSync(path.join(folder, "jobs", `${id}.json`), record)
      }
      HostJobStore.make(folder).projection.mend()
      assert.deepStrictEqual(
        stateOf(folder).jobs.map(({ id }) => id),
        ["task-lost"]
      )
    }))
})

describe("what an older version's word of a job asks for", () => {
  it("is its end where that word is that it was cancelled, and while it is open", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      run(host, "task-1")
      const says = (status: string) => {
        oldUpsert(folder, { ...stateOf(folder).jobs[0]!, status })
        return host.projection.wishes()
      }
      assert.deepStrictEqual([says("failed"), says("completed")], [[], []])
      assert.deepStrictEqual(says("cancelled"), [jobIdOf("task-1")])
      // It is over, and still among the active ones.
      Effect.runSync(host.store.publishOnce(jobIdOf("task-1"), "outcome", sampleSettlement(1)))
      assert.deepStrictEqual(says("cancelled"), [])
    }))
})

describe("the files of the host", () => {
  for (const [what, ...place] of [
    ["the list", "state.json"],
    ["the jobs whose sessions ended", "job-lifecycle", "host", "released"],
    ["the records", "jobs"]
  ] as const) {
    it(`are left as they are where one cannot be read, which is no absence: ${what} (I8)`, () =>
      withFolder((folder) => {
        const host = HostJobStore.make(folder)
        submit(host, "task-1")
        oldUpsert(folder, completedTask)
        const file = path.join(folder, ...place)
        fs.rmSync(file, { recursive: true, force: true })
        fs.symlinkSync(path.basename(file), file)
        const before = filesIn(folder)
        assert.throws(() => host.projection.mend(), /ELOOP/)
        assert.isTrue(fs.lstatSync(file).isSymbolicLink())
        assert.deepStrictEqual(filesIn(folder), before)
      }))
  }

  it("are mended beside a list as we last wrote it that cannot be read, and that stays (I8, F24)", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      oldUpsert(folder, completedTask)
      const own = path.join(folder, "job-lifecycle/host/state.json")
      fs.rmSync(own)
      fs.symlinkSync(path.basename(own), own)
      run(host, "task-1")
      assert.deepStrictEqual(statusesIn(folder), {
        "task-1": "running",
        [completedTask.id]: "completed"
      })
      assert.isTrue(fs.lstatSync(own).isSymbolicLink())
      fs.rmSync(path.join(folder, "state.json"))
      assert.throws(() => host.projection.mend(), /ELOOP/)
    }))

  it("say what they can beside a job that is damaged (F17)", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      const id = jobIdOf("task-1")
      const created = path.join(host.files.store, "jobs", id.slice(0, 2), id, "created.json")
      fs.writeFileSync(created, "{")
      submit(host, "task-2", 2)
      assert.strictEqual(statusesIn(folder)["task-2"], "queued")
    }))

  it("say of a job how it is where its log can have no second name", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      fs.mkdirSync(path.join(folder, "jobs"))
      fs.writeFileSync(path.join(folder, "jobs", "task-1.log"), "said\n")
      fs.mkdirSync(path.join(folder, "job-lifecycle", "host"), { recursive: true })
      fs.writeFileSync(path.join(folder, "job-lifecycle", "host", "logs"), "")
      submit(host, "task-1")
      assert.deepStrictEqual(statusesIn(folder), { "task-1": "queued" })
    }))

  it("are in folders of ours for their owner alone (F55)", () =>
    withFolder((folder) => {
      const state = path.join(folder, "state")
      const host = HostJobStore.make(state)
      submit(host, "task-1")
      fs.writeFileSync(path.join(state, "jobs", "task-2.log"), "said\n")
      submit(host, "task-2", 2)
      host.files.release("task-1")
      const own = path.join(state, "job-lifecycle", "host")
      for (const each of [own, path.join(own, "logs"), path.join(own, "released")]) {
        assert.strictEqual(fs.statSync(each).mode & 0o777, 0o700, each)
      }
    }))
})
