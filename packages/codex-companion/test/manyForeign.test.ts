import { assert, describe, it } from "@effect/vitest"
import { HostJobStore } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { reconcileForeign } from "../src/foreign/reconcileForeign.ts"
import { before } from "./ownPlugin/before.ts"
import { stateOf } from "./projectionWorld.ts"
import { runningReview } from "./samples.ts"
import { withFolder } from "./withFolder.ts"

describe("many dead jobs of an older version", () => {
  /** How often the list is read until so many are settled. */
  const readsOf = (count: number) =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      const dead = Array.from({ length: count }, (_, n) => ({
        ...runningReview,
        id: `task-${n}`,
        // No process has such a number.
        pid: 4_194_303
      }))
      fs.writeFileSync(path.join(folder, "state.json"), JSON.stringify({ version: 1, jobs: dead }))
      const listed = host.projection.mend().jobs
      let lists = 0
      const look = (file: unknown) => {
        if (String(file).endsWith("state.json")) lists++
      }
      const settled = before("openSync", look, () => reconcileForeign(host, folder, listed))
      assert.isTrue(settled.every(({ status }) => status === "failed"))
      assert.lengthOf(settled, count)
      assert.isTrue(stateOf(folder).jobs.every(({ status }) => status === "failed"))
      return lists
    })

  it("are settled with as many looks at the list as one of them", async () => {
    const one = await readsOf(1)
    assert.isAbove(one, 0)
    assert.strictEqual(await readsOf(40), one)
  })
})
