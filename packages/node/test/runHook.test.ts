import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { runHook } from "../src/command/runHook.ts"
import { withFolder } from "./fixtures/folders.ts"

describe.skipIf(process.platform === "win32")("an end hook", () => {
  it("that cannot be started says so, and is no failure of whoever runs it", () =>
    withFolder(async (folder) => {
      const cwd = path.join(folder, "gone")
      const end = await Effect.runPromise(runHook({ line: "true", stdin: "", env: {}, cwd }))
      assert.isNull(end.exitCode)
      assert.match(end.problem!, /^it could not be started: .*ENOENT/)
    }))

  it("need not read what it is given", async () => {
    // More than a pipe takes, so that the rest meets a closed one.
    const stdin = "x".repeat(4_000_000)
    const hook = { line: "exec <&-; exit 3", stdin, env: {}, cwd: undefined }
    assert.strictEqual((await Effect.runPromise(runHook(hook))).exitCode, 3)
  })
})
