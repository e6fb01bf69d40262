import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { inTurn, millisOf } from "./median.ts"
import { report } from "./report.ts"
import { builtCommand } from "./builtCommand.ts"

/** Times the built command as a user meets it: whole processes, beside a bare start of Node. */
export const measureWholeProcess = async (rounds: number): Promise<void> => {
  const command = builtCommand()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-bench-"))
  const root = path.join(folder, "jobs")
  const node = (...args: ReadonlyArray<string>) =>
    millisOf(() => {
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
      if (status !== 0) throw new Error(`${args.join(" ")} exited with ${status}: ${stderr}`)
    })
  try {
    for (let n = 0; n < 50; n++) {
      execFileSync(process.execPath, [command, "--root", root, "run", "--", "true"])
    }
    const other = path.join(folder, "other")
    const results = await inTurn(rounds, [
      { name: "node -e 0", once: () => node("-e", "0") },
      { name: "job status, 50 settled jobs", once: () => node(command, "--root", root, "status") },
      { name: "job run -- true", once: () => node(command, "--root", other, "run", "--", "true") }
    ])
    report(`Whole processes, Node ${process.version}, ${rounds} rounds`, results, [
      { name: "node -e 0", floor: "node -e 0", goal: null },
      { name: "job status, 50 settled jobs", floor: "node -e 0", goal: 2 },
      { name: "job run -- true", floor: "node -e 0", goal: 3 }
    ])
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
