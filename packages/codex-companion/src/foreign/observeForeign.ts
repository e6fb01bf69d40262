import { isDefunct, parseStat } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import type { ForeignProcess } from "./ForeignProcess.ts"

/**
 * Looks at the process of an older version's record.
 *
 * **Details**: the kernel answers `kill(pid, 0)` for the defunct too, so on Linux the row is asked for.
 * Elsewhere nothing more than the number is known, and a process that has it may be any.
 */
export const observeForeign = (pid: number, workspaceRoot: string): ForeignProcess => {
  if (!Number.isSafeInteger(pid) || pid <= 1) {
    return { _tag: "Unknown", reason: `${pid} is the number of no process of a job` }
  }
  try {
    process.kill(pid, 0)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ESRCH") return { _tag: "Gone", detail: "no such process" }
    if (code !== "EPERM") return { _tag: "Unknown", reason: `asking for it was refused (${code})` }
    return { _tag: "There", fits: false }
  }
  return process.platform === "linux" ? rowOf(pid, workspaceRoot) : { _tag: "There", fits: false }
}

const rowOf = (pid: number, workspaceRoot: string): ForeignProcess => {
  try {
    const stat = parseStat(fs.readFileSync(`/proc/${pid}/stat`, "latin1"))
    if (stat !== null && isDefunct(stat)) return { _tag: "Gone", detail: "it is defunct" }
  } catch {
    // It ended while we looked, or its row is kept from us.
  }
  return { _tag: "There", fits: fits(pid, workspaceRoot) }
}

const fits = (pid: number, workspaceRoot: string): boolean => {
  try {
    const folder = fs.readlinkSync(`/proc/${pid}/cwd`)
    const root = fs.realpathSync(workspaceRoot)
    const uid = fs.statSync(`/proc/${pid}`).uid
    const inside = folder === root || folder.startsWith(`${root}${path.sep}`)
    return inside && uid === process.getuid?.()
  } catch {
    return false
  }
}
