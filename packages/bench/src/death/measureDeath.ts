import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { summarise } from "../median.ts"
import { report } from "../report.ts"
import { endOfPipe } from "./endOfPipe.ts"
import { killOwner } from "./killOwner.ts"
import { builtCommand } from "../builtCommand.ts"

const floor = "pipe end-of-file in one process"
const figures = [
  ["channel ended, seen by another", "channel"],
  ["outcome on record", "outcome"],
  ["outcome durable", "durable"],
  ["job wait has exited", "exit"]
] as const

/**
 * `bench death`: how long after `kill -9` of an owner its outcome is on record, while a `job wait`
 * in another process watches it and has come to rest. The runs are made in turn with the floor: how
 * long it takes one process to see the end of a pipe that a killed one held, an idle Node without a
 * job.
 */
export const measureDeath = async (runs: number): Promise<void> => {
  const command = builtCommand()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-death-"))
  const times = new Map(
    [floor, ...figures.map(([name]) => name)].map((name) => [name, [] as Array<number>])
  )
  try {
    for (let run = 0; run < runs; run++) {
      times.get(floor)!.push(await endOfPipe())
      const death = await killOwner(command, path.join(folder, "jobs"))
      for (const [name, key] of figures) times.get(name)!.push(death[key])
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
  const results = new Map([...times].map(([name, values]) => [name, summarise(values)]))
  report(`From kill -9 of the owner, ${runs} runs`, results, [
    { name: floor, floor, goal: null },
    ...figures.map(([name]) => ({ name, floor, goal: null }))
  ])
  const { median } = results.get("outcome durable")!
  console.log(`  goal: durable within 5 ms in the median: ${median <= 5 ? "met" : "MISSED"}`)
}
