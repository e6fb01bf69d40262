import { assert, describe, it } from "@effect/vitest"
import { HostJobStore } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { reconcileForeign } from "../src/foreign/reconcileForeign.ts"
import { run, settle, submit } from "./projectionWorld.ts"
import { runningReview } from "./samples.ts"
import { withFolder } from "./withFolder.ts"

describe("a list of a later format", () => {
  it("is read as far as it can be, and left as it is by whoever reads, settles, sets or removes", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      // No process has that number.
      const foreign = { ...runningReview, id: "task-later", pid: 4_194_303 }
      const file = path.join(folder, "state.json")
      const later = JSON.stringify({ version: 99, config: { later: [] }, jobs: [foreign] })
      fs.writeFileSync(file, later)
      const state = host.projection.mend()
      assert.sameMembers(
        state.jobs.map(({ id }) => id),
        ["task-1", "task-later"]
      )
      assert.throws(() => host.projection.mend((each) => each), /version 99.*does not know/)
      const [, ended] = reconcileForeign(host, folder, [...state.jobs].sort(byId))
      assert.strictEqual(ended?.status, "failed")
      assert.isFalse(fs.existsSync(path.join(folder, "jobs/task-later.json")))
      run(host, "task-1")
      settle(host, "task-1")
      host.projection.forget("task-later")
      assert.strictEqual(fs.readFileSync(file, "utf8"), later)
    }))
})

const byId = (a: { readonly id: string }, b: { readonly id: string }) => a.id.localeCompare(b.id)
