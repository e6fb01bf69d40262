import * as fs from "node:fs"
import { openPlatform } from "../stress/openPlatform.ts"
import { say } from "../stress/say.ts"
import type { ListedOnce } from "./measureListing.ts"

/** A process that lists once, and says what it took. */
export const listWorker = async (root: string, limit: number): Promise<void> => {
  const { runtime, jobs } = await openPlatform(root)
  const before = performance.now()
  const listing = await runtime.runPromise(jobs.list({ limit }))
  const millis = performance.now() - before
  say({ listed: listing.jobs.length, millis, mebibytes: highWater() } satisfies ListedOnce)
  await runtime.dispose()
}

/** Not getrusage(2): a process inherits that one's figure from the process that started it. */
const highWater = (): number => {
  if (process.platform !== "linux") return process.memoryUsage().rss / 2 ** 20
  const status = fs.readFileSync("/proc/self/status", "utf8")
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024
}
