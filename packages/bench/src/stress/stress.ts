import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { bundleWorker } from "./bundleWorker.ts"
import { calls } from "./calls/calls.ts"
import { contention } from "./contention/contention.ts"
import { launches } from "./launches/launches.ts"
import { raceNames } from "./races/raceNames.ts"
import { races } from "./races/races.ts"
import { reportStorm } from "./storm/reportStorm.ts"
import { storm } from "./storm/storm.ts"
import { builtCommand } from "../builtCommand.ts"

const options = {
  /** Where to work and to keep everything; a storm in the same folder goes on. */
  folder: { type: "string" },
  kills: { type: "string", default: "10000" },
  width: { type: "string", default: "6" },
  races: { type: "string", default: "1000" },
  launches: { type: "string", default: "1000" },
  processes: { type: "string", default: "64" },
  facts: { type: "string", default: "50" },
  rounds: { type: "string", default: "20" },
  every: { type: "string", default: "1" },
  seed: { type: "string", default: "1" }
} as const

/**
 * `bench stress [contention] [races] [launches] [calls] [storm] [--kills N] …`: looks for what breaks, and
 * counts it.
 */
export const stress = async (args: ReadonlyArray<string>): Promise<void> => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  const folder = values.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), "job-stress-"))
  fs.mkdirSync(folder, { recursive: true })
  const program = await bundleWorker(folder)
  const seed = Number(values.seed)
  const acts: Record<string, () => Promise<ReadonlyArray<string>>> = {
    contention: async () => {
      const [processes, facts, rounds] = [values.processes, values.facts, values.rounds].map(Number)
      const report = await contention({
        folder,
        program,
        processes: processes!,
        facts: facts!,
        rounds: rounds!
      })
      const { published, lostRaces, jobsRead, millis } = report
      console.log(
        `${processes} processes × ${facts} facts, released together, ${rounds} rounds: ` +
          `${published} publications (${lostRaces} lost their race) in ${(millis / 1_000).toFixed(1)} s, ` +
          `${Math.round((published / millis) * 1_000)} a second; ${jobsRead} jobs read meanwhile`
      )
      return report.broken
    },
    races: async () => {
      const broken: Array<string> = []
      for (const name of raceNames) {
        const report = await races(name, { folder, program, races: Number(values.races), seed })
        const outcomes = Object.entries(report.outcomes).map(([tag, count]) => `${tag} ${count}`)
        const each = (report.millis / report.races).toFixed(1)
        console.log(`${report.races} races, ${name}: ${outcomes.join(", ")}; ${each} ms each`)
        broken.push(...report.broken)
      }
      return broken
    },
    launches: async () => {
      const [count, width] = [Number(values.launches), Number(values.width)]
      const report = await launches({
        folder,
        program,
        command: builtCommand(),
        launches: count,
        width,
        seed
      })
      const outcomes = Object.entries(report.outcomes).map(([tag, number]) => `${tag} ${number}`)
      console.log(
        `${count} launches, ${report.launchersKilled} launchers and ${report.ownersKilled} owners ` +
          `killed (${report.bothKilled} times both), ${report.unrecorded} before anything was ` +
          `recorded; ${report.commandsRun} commands run; ${(report.millis / 1_000).toFixed(1)} s\n` +
          `  outcomes: ${outcomes.join(", ")}`
      )
      return report.broken
    },
    calls: () => {
      const [every, width] = [Number(values.every), Number(values.width)]
      return calls({ folder, command: builtCommand(), width, every, progress: console.log })
    },
    storm: async () => {
      const [kills, width] = [Number(values.kills), Number(values.width)]
      const run = { folder, program, kills, width, seed, batch: 500, lifeMillis: 400 }
      return (await storm({ ...run, progress: reportStorm })).broken
    }
  }
  for (const what of positionals.length > 0 ? positionals : Object.keys(acts)) {
    if (acts[what] === undefined) throw new Error(`there is no stress run "${what}"`)
    const broken = await acts[what]()
    console.log(`${what}: ${broken.length} violations`)
    for (const one of broken.slice(0, 20)) console.log(`  VIOLATION ${one}`)
    if (broken.length > 0) process.exitCode = 1
  }
  if (values.folder === undefined) fs.rmSync(folder, { recursive: true, force: true })
  else console.log(`Everything is kept in ${folder}: a storm there goes on where it was.`)
}
