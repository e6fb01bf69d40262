import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { readProcess } from "../../src/probe/readProcess.ts"
import { outputText } from "../../src/probe/tools/outputText.ts"
import { parsePs, psColumns } from "../../src/probe/tools/parsePs.ts"
import { runTool } from "../../src/probe/tools/runTool.ts"
import { defunct } from "../nodeOwnerWorld.ts"
import { startProcess } from "../startProcess.ts"
import { untilTrue } from "../untilTrue.ts"

const ps = "/usr/bin/ps"
const hasProcps = process.platform === "linux" && fs.existsSync(ps)

/** The row that the real `ps` of this system prints for a process, read as on macOS. */
const rowOf = (pid: number) =>
  Effect.map(runTool({ file: ps, args: ["-ax", ...psColumns] }), (answer) => {
    const listing = answer._tag === "Failed" ? answer : parsePs(outputText(answer.output))
    assert.strictEqual(listing._tag, "Rows", JSON.stringify(listing))
    return listing._tag === "Rows" ? listing.rows.find((row) => row.pid === pid) : undefined
  })

const statOf = (pid: number) => {
  const seen = readProcess(pid)
  return seen._tag === "Row" ? seen.stat : null
}

describe.runIf(hasProcps)("parsePs and a real ps, that of Linux", () => {
  it.live("agree with procfs about parents, groups and states", () =>
    Effect.gen(function* () {
      const { child, pid } = yield* startProcess(["sleep", "600"], { detached: true })
      child.kill("SIGSTOP")
      yield* untilTrue("it is stopped", () => statOf(pid)?.state === "T")
      const dead = yield* defunct
      for (const [number, state] of [
        [pid, "T"],
        [dead.pid, "Z"]
      ] as const) {
        const row = yield* rowOf(number)
        const stat = statOf(number)!
        assert.strictEqual(row?.state, state)
        assert.deepStrictEqual([row?.ppid, row?.group], [stat.ppid, stat.group])
      }
    })
  )

  it.live("show a start that is that of the process, to a second or two", () =>
    Effect.gen(function* () {
      const before = Date.now() / 1_000
      const { pid } = yield* startProcess(["sleep", "600"])
      const after = Date.now() / 1_000
      const row = yield* rowOf(pid)
      // This ps adds ticks to a boot time that is rounded itself; that of macOS prints what is stored.
      assert.isAtLeast(row!.startTicks!, before - 2)
      assert.isAtMost(row!.startTicks!, after + 2)
    })
  )
})
