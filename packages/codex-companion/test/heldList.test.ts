import { assert, describe, it } from "@effect/vitest"
import { HostJobStore } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { before } from "./ownPlugin/before.ts"
import { submit } from "./projectionWorld.ts"
import { withFolder } from "./withFolder.ts"

describe("a list that somebody holds for a moment", () => {
  it("is written once he lets go, and is given up where he does not (F37)", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      const gate = (on: boolean) =>
        host.projection.mend((state) => ({ ...state, config: { stopReviewGate: on } }))
      const held = (times: number) => {
        let left = times
        return () => {
          if (left-- > 0) throw Object.assign(new Error("EBUSY: it is held"), { code: "EBUSY" })
        }
      }
      assert.isTrue(before("renameSync", held(3), () => gate(true)).config.stopReviewGate)
      assert.include(fs.readFileSync(path.join(folder, "state.json"), "utf8"), "true")
      assert.throws(() => before("renameSync", held(Infinity), () => gate(false)), /EBUSY/)
      assert.include(fs.readFileSync(path.join(folder, "state.json"), "utf8"), "true")
      const left = fs.readdirSync(folder).filter((name) => name.startsWith("."))
      assert.deepStrictEqual(left, [])
    }))
})
