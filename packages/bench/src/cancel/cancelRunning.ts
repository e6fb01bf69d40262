import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { setImmediate as turn } from "node:timers/promises"
import type { Launched } from "../death/killOwner.ts"
import { untilWatchable } from "../death/killOwner.ts"

/** Milliseconds. */
export interface Cancelled {
  /** From the request on record to the owner's outcome on record. */
  readonly outcome: number
  /** From the request to the record that the command has stopped. */
  readonly stopped: number
  /** From that record to the end of `job cancel`. */
  readonly noticed: number
  /** The whole of `job cancel`. */
  readonly whole: number
}

const facts = ["cancel.json", "outcome.json", "work.json"] as const

/** Launches a command, cancels it while its owner is alive, and sees what follows. */
export const cancelRunning = async (
  command: string,
  root: string,
  env: NodeJS.ProcessEnv
): Promise<Cancelled> => {
  const line = [command, "--root", root, "run", "--detach", "--json", "--", "sleep", "600"]
  const { job } = JSON.parse(
    execFileSync(process.execPath, line, { encoding: "utf8", env })
  ) as Launched
  const folder = path.join(root, "jobs", job.id.slice(0, 2), job.id)
  await untilWatchable(path.join(folder, ".live"))
  const seen = new Map<string, bigint>()
  const watcher = fs.watch(folder, (_event, name) => {
    if (name !== null && !seen.has(name)) seen.set(name, process.hrtime.bigint())
  })
  const before = process.hrtime.bigint()
  const canceller = spawn(process.execPath, [command, "--root", root, "cancel", job.id], {
    stdio: "ignore",
    env
  })
  const [code] = (await once(canceller, "exit")) as ReadonlyArray<unknown>
  const after = process.hrtime.bigint()
  if (code !== 0) throw new Error(`job cancel exited with ${String(code)}`)
  await turn()
  watcher.close()
  const [asked, outcome, stopped] = facts.map((name) => {
    const at = seen.get(name)
    if (at === undefined) throw new Error(`${name} was not seen`)
    return at
  }) as [bigint, bigint, bigint]
  const millis = (from: bigint, to: bigint) => Number(to - from) / 1e6
  return {
    outcome: millis(asked, outcome),
    stopped: millis(asked, stopped),
    noticed: millis(stopped, after),
    whole: millis(before, after)
  }
}
