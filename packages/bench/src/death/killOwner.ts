import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as net from "node:net"
import * as path from "node:path"
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises"

/** Milliseconds from the signal. */
interface Death {
  /** The channel has ended, as we see it: we watch it too. */
  readonly channel: number
  /** `outcome.json` has its name; what is in it was flushed before. */
  readonly outcome: number
  /** That name is flushed for certain: we did so ourselves, once we saw it. */
  readonly durable: number
  readonly exit: number
}

/** What `job run --detach --json` says. */
export interface Launched {
  readonly job: { readonly id: string; readonly pid: number }
}

/**
 * Launches a job, lets a `job wait` watch its owner until it idles, kills the owner, and sees what
 * follows.
 */
export const killOwner = async (command: string, root: string): Promise<Death> => {
  const line = [command, "--root", root, "run", "--detach", "--json", "--", "sleep", "600"]
  const { job } = JSON.parse(execFileSync(process.execPath, line, { encoding: "utf8" })) as Launched
  const folder = path.join(root, "jobs", job.id.slice(0, 2), job.id)
  const waiter = spawn(process.execPath, [command, "--root", root, "wait", job.id], {
    stdio: "ignore"
  })
  const exit = once(waiter, "exit").then(([code]: ReadonlyArray<unknown>) => {
    if (code !== 121) throw new Error(`job wait exited with ${String(code)}`)
    return process.hrtime.bigint()
  })
  const place = path.join(folder, ".live")
  try {
    await untilWatched(place, 1)
  } catch (error) {
    execFileSync(process.execPath, [command, "--root", root, "cancel", job.id])
    throw error
  }
  const ended = endOf(place)
  await untilWatched(place, 2)
  await untilIdle(waiter.pid!)
  const seen: Array<bigint> = []
  const watcher = fs.watch(folder, (_event, name) => {
    if (name !== "outcome.json" || seen.length > 0) return
    seen.push(process.hrtime.bigint())
    flush(folder)
    seen.push(process.hrtime.bigint())
  })
  const before = process.hrtime.bigint()
  process.kill(job.pid, "SIGKILL")
  const exited = await exit
  await turn()
  watcher.close()
  const since = (at: bigint | undefined) => {
    if (at === undefined) throw new Error("the outcome was not seen")
    return Number(at - before) / 1e6
  }
  return {
    channel: since(await ended),
    outcome: since(seen[0]),
    durable: since(seen[1]),
    exit: since(exited)
  }
}

/** A connection that was not taken yet is reset, and others are closed: either is the end. */
const endOf = (place: string): Promise<bigint> =>
  new Promise((resolve) => {
    // What the owner says is read, or its end would not be.
    const socket = net.connect(place).resume()
    socket.on("error", () => {})
    socket.on("close", () => resolve(process.hrtime.bigint()))
  })

const flush = (folder: string): void => {
  const fd = fs.openSync(folder, "r")
  fs.fsyncSync(fd)
  fs.closeSync(fd)
}

/** Until the owner has opened its channel. */
export const untilWatchable = (place: string): Promise<void> => untilWatched(place, 0)

/** Until a process has used no processor for a quarter of a second. */
const untilIdle = async (pid: number): Promise<void> => {
  for (let [before, now] = [-1, 0]; now !== before; await pause(250)) {
    before = now
    const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")
    now = Number(fields[11]) + Number(fields[12])
  }
}

/**
 * A connection that the owner has taken carries the socket's name in the kernel's list, as the
 * socket does.
 */
const untilWatched = async (place: string, by: number): Promise<void> => {
  for (let look = 0; look < 1_000; look++) {
    if (fs.readFileSync("/proc/net/unix", "utf8").split(place).length > by + 1) return
    await pause(10)
  }
  throw new Error(`nobody watches ${place}`)
}
