import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type { BrokerSession } from "./BrokerRecords.ts"

/**
 * Removes the folder of a broker that is over. A record is not trusted for that (F55): it has to be one of
 * the folders that the host makes for brokers, and only what a broker puts there goes.
 */
export const clearAway = ({ sessionDir }: Pick<BrokerSession, "sessionDir">): void => {
  if (path.dirname(sessionDir) !== path.resolve(os.tmpdir())) return
  if (!path.basename(sessionDir).startsWith("cxc-")) return
  try {
    for (const name of ["broker.sock", "broker.pid", "broker.log"]) {
      fs.rmSync(path.join(sessionDir, name), { force: true })
    }
    fs.rmdirSync(sessionDir)
  } catch {
    // Somebody has cleared it away already, or keeps something in it.
  }
}
