import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { killIfThere, until } from "./command.ts"

/** A control group whose processes may use so much memory together; null where none can be made. */
const makeGroup = (bytes: number): string | null => {
  const [, group] = /^\d+:(?:\S*,)?memory(?:,\S*)?:(.*)$/m.exec(table()) ?? []
  if (group === undefined) return null
  const folder = path.join("/sys/fs/cgroup/memory", group, `job-test-${process.pid}`)
  try {
    fs.mkdirSync(folder)
    fs.writeFileSync(path.join(folder, "memory.limit_in_bytes"), String(bytes))
    return folder
  } catch {
    return null
  }
}

const table = () => {
  try {
    return fs.readFileSync("/proc/self/cgroup", "latin1")
  } catch {
    return ""
  }
}

/** Makes such a group for a scope, which removes it when its last process has gone. */
export const memoryLimit = (bytes: number) =>
  Effect.acquireRelease(
    Effect.sync(() => makeGroup(bytes)),
    (folder) =>
      folder === null
        ? Effect.void
        : until(
            "the group is empty and removed",
            Effect.sync(() => {
              for (const pid of processesIn(folder)) killIfThere(pid)
              return isRemoved(folder)
            })
          )
  )

const processesIn = (folder: string): ReadonlyArray<number> =>
  fs
    .readFileSync(path.join(folder, "cgroup.procs"), "latin1")
    .split("\n")
    .filter(Boolean)
    .map(Number)

const isRemoved = (folder: string): boolean => {
  try {
    fs.rmdirSync(folder)
    return true
  } catch {
    return false
  }
}
