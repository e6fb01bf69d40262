import * as fs from "node:fs"
import * as os from "node:os"
import type { ProcessScope } from "./ProcessScope.ts"
import { isRefusedForNow } from "./refusedForNow.ts"

/**
 * Reads the scope of this process's own pid. Cached for the life of the process, once nothing of it was
 * refused for the moment: none of it can change under a running one. (setns(2) and unshare(2) of the
 * pid namespace touch only children.)
 *
 * **Gotchas**: a process that entered a pid namespace without a procfs of its own sees somebody
 * else's numbers under `/proc`. It is recognised by its own entry having another number, and gets
 * `pidNamespace: null`: it can judge nobody. Platforms without procfs get the same.
 */
export const readProcessScope = (): ProcessScope => {
  if (cached !== undefined) return cached
  refusedForNow = false
  const scope = readNow()
  // Else a process that began without room for a descriptor could neither judge nor be judged, ever.
  if (!refusedForNow) cached = scope
  return scope
}

let cached: ProcessScope | undefined
let refusedForNow = false

const absent = (error: unknown): null => {
  if (isRefusedForNow(error)) refusedForNow = true
  return null
}

const readNow = (): ProcessScope => ({
  machineId: machineId(),
  bootId: textOf("/proc/sys/kernel/random/boot_id"),
  pidNamespace: procfsIsOurs() ? linkOf("/proc/self/ns/pid") : null,
  timeNamespace: linkOf("/proc/self/ns/time"),
  hostname: os.hostname()
})

/** machine-id(5), at its place and at the older one of D-Bus. */
const machineId = (): string | null =>
  textOf("/etc/machine-id") ?? textOf("/var/lib/dbus/machine-id")

const procfsIsOurs = (): boolean => {
  const stat = textOf("/proc/self/stat")
  return stat !== null && Number.parseInt(stat, 10) === process.pid
}

const textOf = (file: string): string | null => {
  try {
    const text = fs.readFileSync(file, "latin1").trim()
    return text === "" || text === "uninitialized" ? null : text
  } catch (error) {
    return absent(error)
  }
}

const linkOf = (file: string): string | null => {
  try {
    return fs.readlinkSync(file)
  } catch (error) {
    return absent(error)
  }
}
