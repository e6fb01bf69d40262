import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const command = fileURLToPath(new URL("../commands/branches.ts", import.meta.url))

/** Who reads a job that is owned always looks at its owner. */
const neverTaken = ['repair/diagnose.ts: ?? "nobody looked at its owner"']

describe("simulated lives", () => {
  it("take every branch of diagnose and of the table of states", () => {
    const run = spawnSync(
      process.execPath,
      ["--conditions=source", command, "--lives", "1000", "/diagnose.ts", "/transition.ts"],
      { encoding: "utf8" }
    )
    assert.strictEqual(run.stderr, "")
    const missed = run.stdout.trim().split("\n")
    assert.deepStrictEqual(
      missed.map((line) => line.replace(/:\d+:/, ":")),
      neverTaken
    )
  }, 600_000)
})
