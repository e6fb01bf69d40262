import { assert, describe, it } from "@effect/vitest"
import { HostJobStore, jobIdOf } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { oldUpsert } from "./oldWriter.ts"
import { run, settle, stateOf, statusesIn, submit } from "./projectionWorld.ts"
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
