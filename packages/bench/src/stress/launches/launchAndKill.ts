import { readFileSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import type { Draw } from "../seeded.ts"
import { markVariable, processes, survivors } from "../storm/survivors.ts"
import { Worker } from "../Worker.ts"

export type Victim = "launcher" | "owner" | "both" | "nobody"

/** How long a launcher and an owner live, in milliseconds. */
export interface Lives {
  readonly launcher: number
  readonly owner: number
}

/** What one launch is to be, and how it is found among all processes. */
export interface Launch {
  readonly name: string
  readonly mark: string
  readonly victim: Victim
  /**
   * Each victim dies within this time of its start, at an instant that is drawn; an owner rather
   * early, before its claim.
   */
  readonly within: Lives
  readonly draw: Draw
  readonly command: string
  readonly args: ReadonlyArray<string>
}

/** What was seen of one launch from outside. */
export interface Launched {
  readonly name: string
  /** Killed while they lived. */
  readonly launcherKilled: boolean
  readonly ownerKilled: boolean
  /** An owner was seen, so that there was one to claim the job. */
  readonly ownerSeen: boolean
  readonly lived: Lives
}

const forEver = 60_000

/** Launches one job and kills who is to die of it; answers when nothing of it runs any more. */
export const launchAndKill = async (launch: Launch): Promise<Launched> => {
  const { draw, mark, victim, within } = launch
  const strangers = new Set(processes())
  const launcher = new Worker(launch.command, launch.args, { env: { [markVariable]: mark } })
  const start = performance.now()
  const moments = { launcher: draw() * within.launcher, owner: draw() ** 3 * within.owner }
  // One half of the launchers die by the time of their owner, in the same instant if that dies too.
  const byOwner = draw() < 0.5
  const dies = {
    launcher: victim === "launcher" || victim === "both",
    owner: victim === "owner" || victim === "both"
  }
  let launcherEnded = false
  let owner: { readonly pid: number; readonly seen: number } | null = null
  let [launcherKilled, ownerKilled] = [false, false]
  let launcherMillis = 0
  const watch = async () => {
    await launcher.ended
    launcherEnded = true
    launcherMillis = performance.now() - start
  }
  void watch()
  const killLauncher = () => {
    launcherKilled ||= !launcherEnded
    launcher.kill()
  }
  for (;;) {
    const now = performance.now()
    const living = survivors(mark, strangers)
    const pid: number | undefined = owner === null ? living.find(isOwner) : undefined
    if (pid !== undefined) owner = { pid, seen: now }
    const ownerIsDue = owner !== null && now - owner.seen >= moments.owner
    const launcherIsDue = byOwner ? ownerIsDue : now - start >= moments.launcher
    if (dies.launcher && launcherIsDue && !launcherKilled) killLauncher()
    if (dies.owner && ownerIsDue && !ownerKilled) {
      // Seen an instant ago with our mark, and as an owner: it is still that one.
      ownerKilled = living.includes(owner!.pid) && killed(owner!.pid)
    }
    if (launcherEnded && living.length === 0) break
    if (now - start > forEver) throw new Error(`${launch.name} does not end: ${living.join(", ")}`)
    await pause(1)
  }
  const lived = {
    launcher: launcherMillis,
    owner: owner === null ? 0 : performance.now() - owner.seen
  }
  return { name: launch.name, launcherKilled, ownerKilled, ownerSeen: owner !== null, lived }
}

const isOwner = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes("own")
  } catch {
    return false
  }
}

const killed = (pid: number): boolean => {
  try {
    return process.kill(pid, "SIGKILL")
  } catch {
    return false
  }
}
