import { blindWatch } from "@job-lifecycle/testing"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { millisOf, summarise } from "../median.ts"
import { report } from "../report.ts"
import { cancelRunning } from "./cancelRunning.ts"
import { builtCommand } from "../builtCommand.ts"

const floor = "job status"
const figures = [
  ["owner's outcome on record", "outcome"],
  ["command on record as stopped", "stopped"],
  ["from there to the end of job cancel", "noticed"],
  ["job cancel as a whole process", "whole"]
] as const

/**
 * `bench cancel`: what a `job cancel` of a running command takes, from its request on record. Once
 * where folders can be watched, and once where no process of ours is told of a change. The floor
 * is a whole process of the same command that waits for nobody.
 */
export const measureCancel = async (runs: number): Promise<void> => {
  await measure(`Cancelling a running command, ${runs} runs`, runs, process.env)
  const blind = { ...process.env, NODE_OPTIONS: blindWatch }
  await measure(`The same where no folder can be watched, ${runs} runs`, runs, blind)
}

const measure = async (title: string, runs: number, env: NodeJS.ProcessEnv) => {
  const command = builtCommand()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-cancel-"))
  const root = path.join(folder, "jobs")
  const times = new Map(
    [floor, ...figures.map(([name]) => name)].map((name) => [name, [] as Array<number>])
  )
  try {
    for (let run = 0; run < runs; run++) {
      const cancelled = await cancelRunning(command, root, env)
      for (const [name, key] of figures) times.get(name)!.push(cancelled[key])
      const status = () =>
        spawnSync(process.execPath, [command, "--root", root, "status", "--limit", "1"], { env })
      times.get(floor)!.push(await millisOf(status))
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
  const results = new Map([...times].map(([name, values]) => [name, summarise(values)]))
  report(title, results, [
    ...figures.map(([name]) => ({ name, floor, goal: null })),
    { name: floor, floor, goal: null }
  ])
}
