import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import { vi } from "vitest"
import { ask } from "./doors.ts"
import { endBehind, factOf, withWorkspace } from "./hostFolder.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

describe("a job that ended in the background counts as read", () => {
  it("once its result was shown, by whoever can, and not for a status", () =>
    withWorkspace(async (workspace) => {
      const isRead = (id: string) => fs.existsSync(factOf(workspace, id, "read.json"))
      for (const [door, id] of [
        ["quiet", "task-one"],
        ["settling", "task-two"],
        ["full", "task-three"]
      ] as const) {
        await endBehind(workspace, id)
        await ask(workspace, door, ["status --json", `status ${id}`])
        assert.isFalse(isRead(id), door)
        const [first] = await ask(workspace, door, [`result ${id}`])
        assert.isTrue(isRead(id), door)
        assert.deepStrictEqual(await ask(workspace, "quiet", [`result ${id}`]), [first!])
      }
    }))

  it("not where nothing can be written, and its result is shown all the same (F36)", () =>
    withWorkspace(async (workspace) => {
      await endBehind(workspace, "task-one")
      const lines = ["result task-one"]
      const read = factOf(workspace, "task-one", "read.json")
      const said: Array<unknown> = []
      for (const door of ["quiet", "settling", "full"] as const) {
        for (const code of ["EROFS", "ENOSPC", "EBUSY"]) {
          said.push(...(await ask(workspace, door, lines, code)))
          assert.isFalse(fs.existsSync(read), `${door}: ${code}`)
        }
      }
      const shown = await ask(workspace, "quiet", lines)
      assert.isTrue(fs.existsSync(read))
      assert.deepStrictEqual(
        said,
        Array.from(said, () => shown[0])
      )
    }))
})
