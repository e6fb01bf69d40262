import * as fs from "node:fs"

/**
 * Asks a broker to end whose number is on record. Its command line must name its endpoint, which no
 * other process's does (I6 no-stranger-signalled); where that cannot be read nobody is signalled, and
 * an idle broker ends by itself.
 */
export const stopBroker = (pid: number, endpoint: string | null): void => {
  if (endpoint === null || endpoint === "" || !Number.isSafeInteger(pid) || pid <= 1) return
  try {
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")
    if (command.includes(endpoint)) process.kill(pid, "SIGTERM")
  } catch {
    // It has ended, or its row is kept from us.
  }
}
