import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { inTurn, millisOf } from "./median.ts"
import { report } from "./report.ts"
import { builtCommand } from "./builtCommand.ts"

/** Times a job that writes much, beside the same output written to a file, and asks its owner's memory. */
export const measureOutput = async (mebibytes: number, rounds: number): Promise<void> => {
  const command = builtCommand()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-output-"))
  const root = path.join(folder, "jobs")
  const write = `yes "a line of some output" | head -c ${mebibytes * 1_048_576}`
  const peaks: Record<string, number> = {}
  const run = (name: string, program: string, args: ReadonlyArray<string>) => ({
    name,
    once: () =>
      millisOf(() => {
        const { status, stderr } = spawnSync(program, args, {
          encoding: "utf8",
          stdio: ["ignore", "ignore", "pipe"]
        })
        if (status !== 0) throw new Error(`${name} exited with ${status}: ${stderr}`)
        const peak = Number(/VmHWM:\s*(\d+) kB/.exec(stderr)?.[1] ?? 0) / 1_024
        peaks[name] = Math.max(peaks[name] ?? 0, peak)
      })
  })
  // The parent of this shell is the owner (proc_pid_status(5)).
  const asked = ["sh", "-c", `${write}; grep VmHWM /proc/$PPID/status >&2`]
  try {
    const raw = "to a file, by the shell"
    const shown = "job run, shown and logged"
    const results = await inTurn(rounds, [
      run(raw, "sh", ["-c", `${write} > ${path.join(folder, "raw")}`]),
      run(shown, process.execPath, [command, "--root", root, "run", "--", ...asked])
    ])
    report(`${mebibytes} MiB of output, ${rounds} rounds`, results, [
      { name: raw, floor: raw, goal: null },
      { name: shown, floor: raw, goal: null }
    ])
    console.log(`  greatest resident set of the owner: ${Math.round(peaks[shown]!)} MiB`)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
