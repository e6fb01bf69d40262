import type { OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import { NodeOwnerProbe } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { inTurn, millisOf, summarise } from "./median.ts"
import { openCommands, openFunctions, withOwners } from "./openJobs.ts"
import { builtCommand } from "./builtCommand.ts"

const looks = 1_000

/** `bench looking [rounds]`: what it costs to look at owners, alone and in a listing of open jobs. */
export const measureLooking = async (rounds: number): Promise<void> => {
  const probe = await Effect.runPromise(
    Effect.provide(
      Effect.gen(function* () {
        return yield* OwnerProbe
      }),
      NodeOwnerProbe.layer
    )
  )
  const self = Effect.runSync(probe.self)
  measureProbe(rounds, probe.observe(self))
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-looking-"))
  try {
    await withOwners(looks, (pids) => measureListing(rounds, folder, self, pids))
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const measureProbe = (rounds: number, look: Effect.Effect<unknown>): void => {
  for (let n = 0; n < 10 * looks; n++) Effect.runSync(look)
  const micros = Array.from({ length: rounds }, () => {
    const before = process.hrtime.bigint()
    for (let n = 0; n < looks; n++) Effect.runSync(look)
    return Number(process.hrtime.bigint() - before) / 1e3 / looks
  })
  const { median, least, greatest } = summarise(micros)
  console.log(`\nOne look at a living owner, ${rounds} rounds of ${looks}`)
  console.log(
    `  ${median.toFixed(1)} µs (${least.toFixed(1)} to ${greatest.toFixed(1)}), goal 15 µs: ${median <= 15 ? "met" : "MISSED"}`
  )
}

const measureListing = async (
  rounds: number,
  folder: string,
  self: OwnerIdentity,
  pids: ReadonlyArray<number>
): Promise<void> => {
  const at = (name: string) => path.join(folder, name)
  await openFunctions(at("functions"), looks, self)
  await openCommands(at("commands"), pids, self)
  const status = (name: string) => ({
    name,
    once: () => millisOf(() => listOnce(at(name), name === "empty" ? 0 : looks))
  })
  const results = await inTurn(rounds, [status("empty"), status("functions"), status("commands")])
  const empty = results.get("empty")!.median
  console.log(`\njob status as a whole process, ${rounds} rounds`)
  console.log(`  no job at all                           ${empty.toFixed(1)} ms`)
  for (const [name, what] of [
    ["functions", `${looks} functions of one process`],
    ["commands", `${looks} commands, each with an owner`]
  ] as const) {
    const { median } = results.get(name)!
    const above = median - empty
    console.log(
      `  ${what.padEnd(38)} ${median.toFixed(1).padStart(5)} ms, ${above.toFixed(1)} ms above, goal 60 ms: ${above <= 60 ? "met" : "MISSED"}`
    )
  }
}

/** Fails unless that many jobs are listed, all of them running. */
const listOnce = (root: string, jobs: number): void => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [builtCommand(), "status", "--root", root],
    {
      encoding: "utf8",
      maxBuffer: 2 ** 26
    }
  )
  const running = stdout.split("\n").filter((line) => line.includes("  running  ")).length
  if (status !== 0 || running !== jobs) {
    throw new Error(`status exited with ${status}, ${running} running jobs`)
  }
}
