import * as fs from "node:fs"
import * as path from "node:path"
import { startUpName } from "../store/layout.ts"

/**
 * Opens the file in a job's folder for what its owner may say on its standard error before it can record
 * anything: whoever starts an owner hands it over as that, and closes it. The record quotes it when the
 * job is never claimed. Null where there is no such place: the owner can still do its work.
 *
 * @param logFile the log of the job; null where its store keeps no files
 */
export const openStartUp = (logFile: string | null): number | null => {
  if (logFile === null) return null
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = fs.constants
  try {
    const file = path.join(path.dirname(logFile), startUpName)
    return fs.openSync(file, O_WRONLY | O_CREAT | O_APPEND | (O_NOFOLLOW ?? 0), 0o600)
  } catch {
    return null
  }
}
