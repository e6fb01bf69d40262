import { assert, describe, it } from "@effect/vitest"
import { HostJobStore } from "@job-lifecycle/codex-companion"
import { FileJobStore } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { oldUpdate } from "./oldWriter.ts"
import { recordIn, run, settle, stateOf, statusesIn, submit } from "./projectionWorld.ts"
import { withFolder } from "./withFolder.ts"

describe("a list that tells jobs of ours as open which are over", () => {
  const names = Array.from({ length: 60 }, (_, n) => `task-${n + 1}`)

  /** All sixty have run, and an older version gives the list back as it read it before any of them ended. */
  const staled = (folder: string) => {
    const host = HostJobStore.make(folder)
    // Facts alone, and the list once for all of them.
    const ours = { ...host, store: FileJobStore.make({ root: host.files.store }) }
    names.forEach((id, n) => submit(ours, id, n + 1))
    names.forEach((id) => run(ours, id))
    const { jobs } = host.projection.mend()
    names.forEach((id, n) => settle(ours, id, n + 1))
    oldUpdate(folder, (state) => ({ ...state, jobs: [...jobs] }))
    assert.deepStrictEqual(new Set(Object.values(statusesIn(folder))), new Set(["running"]))
    return host
  }

  it("is mended, however many have ended since (F18)", () =>
    withFolder((folder) => {
      const host = staled(folder)
      const { jobs } = host.projection.mend()
      assert.deepStrictEqual(stateOf(folder).jobs, jobs)
      assert.lengthOf(jobs, 50)
      for (const { id, status } of jobs) {
        assert.strictEqual(status, "completed", id)
        assert.strictEqual(recordIn(folder, id)["status"], "completed", id)
      }
      // What fell off the list is told by its facts alone.
      assert.isFalse(fs.existsSync(path.join(folder, "jobs", "task-1.json")))
      assert.strictEqual(host.projection.recordOf("task-1")?.status, "completed")
    }))

  it("lets those go whose session has ended", () =>
    withFolder((folder) => {
      const host = staled(folder)
      const gone = names.slice(0, 5)
      for (const id of gone) host.files.release(id)
      const ids = host.projection.mend().jobs.map(({ id }) => id)
      assert.lengthOf(ids, 50)
      assert.isFalse(ids.some((id) => gone.includes(id)))
    }))
})
