import * as fs from "node:fs"
import * as Schema from "effect/Schema"

/**
 * The memory control group of a process, and how many of its processes the kernel had killed for
 * want of memory when this was read. `events` is the file that counts them: `memory.events` of
 * cgroups v2 (cgroup-v2, "Memory Interface Files"), `memory.oom_control` of v1 (since Linux 4.13).
 */
export const MemoryGroup = Schema.Struct({ events: Schema.String, oomKills: Schema.Int })
export type MemoryGroup = typeof MemoryGroup.Type

const mounted = "/sys/fs/cgroup"

/**
 * Reads the group of this process, which its children begin in, as it counts now. Null where none is
 * to be seen. The group is looked for once: a process is hardly ever moved to another.
 */
export const readMemoryGroup = (): MemoryGroup | null => {
  const candidates = own ?? eventFilesOf(textOf("/proc/self/cgroup") ?? "")
  for (const events of candidates) {
    const oomKills = oomKillsIn(textOf(events))
    if (oomKills === null) continue
    own = [events]
    return { events, oomKills }
  }
  own ??= []
  return null
}

let own: ReadonlyArray<string> | undefined

/**
 * Says that the kernel has killed processes of that group for want of memory since it was read, or
 * null. It does not say which ones: a hint for people, and never proof of anything.
 */
export const killedSince = (
  group: MemoryGroup | null,
  read: (file: string) => string | null = textOf
): string | null => {
  if (group === null || !isEventFile(group.events)) return null
  const kills = (oomKillsIn(read(group.events)) ?? 0) - group.oomKills
  if (kills < 1) return null
  const processes = kills === 1 ? "a process" : `${kills} processes`
  return `the kernel has killed ${processes} of its memory control group for want of memory`
}

/** Where the kernel counts, for each line of `/proc/self/cgroup` (cgroups(7)) that may do so. */
export const eventFilesOf = (table: string): ReadonlyArray<string> =>
  table.split("\n").flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    if (group === undefined) return []
    if (controllers === "") {
      return [`${mounted}${group}/memory.events`, `${mounted}/unified${group}/memory.events`]
    }
    return controllers!.split(",").includes("memory")
      ? [`${mounted}/memory${group}/memory.oom_control`]
      : []
  })

/** The count in either file; null when it has none. */
export const oomKillsIn = (text: string | null): number | null => {
  const found = text === null ? null : /^oom_kill (\d+)$/m.exec(text)
  return found === null ? null : Number(found[1])
}

/** A record is not to lead us to any other file. */
const isEventFile = (file: string): boolean =>
  file.startsWith(`${mounted}/`) &&
  !file.includes("..") &&
  /\/memory\.(events|oom_control)$/.test(file)

const textOf = (file: string): string | null => {
  try {
    return fs.readFileSync(file, "utf8")
  } catch {
    return null
  }
}
