import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { inTurn, millisOf } from "../median.ts"
import { report } from "../report.ts"
import { openPlatform } from "../stress/openPlatform.ts"
import { buildHistory } from "./buildHistory.ts"

const openJobs = 3

/**
 * Times what a reader asks most, the newest eight jobs and the open ones, over histories of every
 * size: in one warm process, and as a whole process that lists once. Then what it costs to list all.
 */
export const measureListing = async (
  folder: string,
  program: string,
  sizes: ReadonlyArray<number>,
  rounds: number
): Promise<void> => {
  const root = (size: number) => path.join(folder, `history-${size}`)
  for (const size of sizes) {
    const millis = await millisOf(() => buildHistory(root(size), size))
    console.log(`built ${size} settled jobs in ${(millis / 1_000).toFixed(1)} s`)
  }
  const stores = await Promise.all(
    sizes.map(async (size) => ({ size, ...(await openPlatform(root(size))) }))
  )
  for (const { jobs, runtime } of stores) {
    for (let n = 0; n < openJobs; n++) {
      await runtime.runPromise(jobs.submit({ name: `open ${n}`, claimDeadline: "10 hours" }))
    }
  }
  const list =
    ({ jobs, runtime }: (typeof stores)[number]) =>
    async () => {
      const before = process.hrtime.bigint()
      const listing = await runtime.runPromise(jobs.list({ limit: 8 }))
      const millis = Number(process.hrtime.bigint() - before) / 1e6
      if (listing.jobs.length !== 8 + openJobs)
        throw new Error(`listed ${listing.jobs.length} jobs`)
      return millis
    }
  const name = (size: number) => `newest 8 and ${openJobs} open of ${size}`
  const rows = sizes.map((size) => ({
    name: name(size),
    floor: name(sizes[0]!),
    goal: size === sizes[0] ? null : 1.2
  }))
  const warm = await inTurn(
    rounds,
    stores.map((store) => ({ name: name(store.size), once: list(store) }))
  )
  report(`Listing in one warm process, ${rounds} rounds`, warm, rows)
  const whole = await inTurn(
    Math.ceil(rounds / 5),
    sizes.map((size) => ({
      name: name(size),
      once: () => millisOf(() => listOnce(program, root(size), 8))
    }))
  )
  report(`Listing as a whole process, ${Math.ceil(rounds / 5)} rounds`, whole, rows)
  for (const { runtime } of stores) await runtime.dispose()

  console.log("\nMemory of a process that lists (greatest resident set)")
  for (const size of [sizes[0]!, sizes.at(-1)!]) {
    for (const limit of [8, size]) {
      const { listed, millis, mebibytes } = listOnce(program, root(size), limit)
      console.log(
        `  ${String(listed).padStart(7)} of ${String(size).padStart(7)}: ${mebibytes.toFixed(0)} MiB, ` +
          `${millis.toFixed(1)} ms in list`
      )
    }
  }
}

/** What a process says that lists once. */
export interface ListedOnce {
  readonly listed: number
  readonly millis: number
  readonly mebibytes: number
}

const listOnce = (program: string, root: string, limit: number): ListedOnce => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, "list", root, String(limit)],
    { encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`a listing process exited with ${status}: ${stderr}`)
  return JSON.parse(stdout) as ListedOnce
}

/** Empties what was measured, last of all: creating files is slow for minutes after that. */
export const removeHistory = (folder: string): void =>
  fs.rmSync(folder, { recursive: true, force: true })
