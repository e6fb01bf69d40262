import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { hostFile } from "./startHost.ts"
import { withFolder } from "./withFolder.ts"

describe.runIf(process.platform === "linux")("a state that no folder can be made for", () => {
  // Node's own way to make a folder with those above it never ends there.
  for (const data of [undefined, "/proc/data"]) {
    it(`is said to have none, and is not tried for ever (${data ?? "no folder of the plugin's"})`, async () => {
      const program = await hostFile
      await withFolder((workspace) => {
        const { CLAUDE_PLUGIN_DATA: _, ...rest } = process.env
        const named = data === undefined ? {} : { CLAUDE_PLUGIN_DATA: data }
        const ran = spawnSync(process.execPath, [program, "run", workspace, "task-1", "instant"], {
          cwd: workspace,
          env: { ...rest, ...named, TMPDIR: "/proc" },
          encoding: "utf8",
          timeout: 60_000
        })
        assert.strictEqual(ran.signal, null)
        assert.strictEqual(ran.status, 1)
        assert.match(ran.stdout, /^rejected .*\/proc/)
      })
    })
  }
})
