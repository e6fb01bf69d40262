import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { withFolder } from "./fixtures/folders.ts"

const fixture = fileURLToPath(new URL("fixtures/retainLarge.ts", import.meta.url))

describe("what goes by itself", () => {
  it("takes no more of its host's memory, however much of it goes and however large it was", () =>
    withFolder((root) => {
      const small = ["--max-old-space-size=96", "--conditions=source", fixture, root]
      const { status, stderr } = spawnSync(process.execPath, small, { encoding: "utf8" })
      assert.strictEqual(status, 0, stderr.slice(0, 500))
    }))
})
