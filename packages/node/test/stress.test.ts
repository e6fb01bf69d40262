import { assert, describe, it } from "@effect/vitest"
import { bundleWorker } from "../../bench/src/stress/bundleWorker.ts"
import { calls } from "../../bench/src/stress/calls/calls.ts"
import { hasStrace } from "../../bench/src/stress/calls/strace.ts"
import { contention } from "../../bench/src/stress/contention/contention.ts"
import { launches } from "../../bench/src/stress/launches/launches.ts"
import { raceNames } from "../../bench/src/stress/races/raceNames.ts"
import { races } from "../../bench/src/stress/races/races.ts"
import { storm } from "../../bench/src/stress/storm/storm.ts"
import { withFolder } from "./fixtures/folders.ts"

// The small version of `bench stress`: the same code, with fewer processes, races and kills.

/** One bundle for all of them: it takes a second to make. */
const withProgram = (
  body: (world: { readonly folder: string; readonly program: string }) => Promise<void>
) => withFolder(async (folder) => body({ folder, program: await bundleWorker(folder) }))

describe("many processes on one store", () => {
  it(
    "I8 nothing-lost: of sixteen that publish at once every fact is there, and every reader reads whole ones",
    () =>
      withProgram(async ({ folder, program }) => {
        const report = await contention({ folder, program, processes: 16, facts: 20, rounds: 2 })
        assert.deepStrictEqual(report.broken, [])
        assert.strictEqual(report.published, 16 * 20 * 2)
        assert.isAbove(report.lostRaces, 0)
        assert.isAbove(report.jobsRead, 0)
      }),
    120_000
  )

  it(
    "I2 first-outcome-stands: each race has one outcome, and its loser reports the winner's",
    () =>
      withProgram(async ({ folder, program }) => {
        for (const name of raceNames) {
          const report = await races(name, { folder, program, races: 100, seed: 1 })
          assert.deepStrictEqual(report.broken, [], name)
        }
      }),
    120_000
  )

  it(
    "killed at any instant and at any step, they leave one outcome a job and lose nothing that was acknowledged",
    (context) =>
      withProgram(async ({ folder, program }) => {
        if (process.platform !== "linux") {
          return context.skip("who survived is read from /proc, which this platform does not have")
        }
        const run = { folder, program, kills: 160, batch: 160, width: 4, lifeMillis: 120, seed: 1 }
        const tally = await storm(run)
        assert.deepStrictEqual(tally.broken, [])
        assert.strictEqual(tally.kills, 160)
        assert.isAbove(tally.killsAtSteps, 0)
        assert.isAbove(tally.acknowledged, 0)
        assert.isAbove(tally.judged.size + tally.removed.size, 0)
      }),
    120_000
  )

  it(
    "killed in the launch window, launcher, owner or both, a job is settled by one read and ran at most once",
    (context) =>
      withProgram(async ({ folder, program }) => {
        if (process.platform !== "linux") {
          return context.skip("owners are found in /proc, which this platform does not have")
        }
        const command = new URL("../../cli/dist/job.mjs", import.meta.url).pathname
        const report = await launches({ folder, program, command, launches: 40, width: 3, seed: 1 })
        assert.deepStrictEqual(report.broken, [])
        assert.isAbove(report.launchersKilled, 0)
        assert.isAbove(report.ownersKilled, 0)
        assert.isAbove(report.commandsRun, 0)
      }),
    240_000
  )

  it(
    "a system call that is refused, the last of its process, or late leaves one outcome, and nothing that runs",
    (context) =>
      withFolder(async (folder) => {
        if (!hasStrace()) return context.skip("system calls are interfered with by strace")
        const command = new URL("../../cli/dist/job.mjs", import.meta.url).pathname
        const told: Array<string> = []
        const progress = (line: string) => told.push(line)
        const broken = await calls({ folder, command, width: 3, every: 150, progress })
        assert.deepStrictEqual(broken, [])
        assert.lengthOf(told, 5)
      }),
    240_000
  )
})
