import { parseStat } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"

/** A process that a helper lives for, by number and start. */
export interface Holder {
  readonly pid: number
  readonly startTicks: number
}

/** By which a command hands its holder on to what it starts detached. */
export const holderVariable = "CODEX_COMPANION_HOLDER"

/** Programs that come and go around a command, and hold nothing. */
const passing = /^(ba|z|da|k|fi|c|tc)?sh$|^(env|timeout|nice|npm|npx|sudo|setsid|nohup)$/

/**
 * The process that what a command starts lives for: what the command was told, else the nearest
 * process above it that is neither a shell nor a wrapper. Null where that cannot be known (Linux
 * only): then nothing ends because of it.
 *
 * @param command the number of the command's process
 */
export const holderOf = (command: number): Holder | null =>
  told(process.env[holderVariable]) ?? above(command)

/** Hands the holder of this command on to what it starts. */
export const passHolderOn = (): void => {
  const holder = holderOf(process.pid)
  if (holder !== null) process.env[holderVariable] ??= `${holder.pid}:${holder.startTicks}`
}

/** Whether that very process is there. */
export const isThere = ({ pid, startTicks }: Holder): boolean =>
  rowOf(pid)?.startTicks === startTicks

const told = (text: string | undefined): Holder | null => {
  const [pid, startTicks] = (text ?? "").split(":").map(Number)
  return Number.isSafeInteger(pid) && Number.isSafeInteger(startTicks)
    ? { pid: pid!, startTicks: startTicks! }
    : null
}

const above = (command: number): Holder | null => {
  for (let row = rowOf(command), steps = 0; row !== null && steps < 16; steps++) {
    const parent = row.ppid
    // Whoever has no parent left was detached, and whoever lives under init is held by nobody.
    if (parent <= 1) return null
    row = rowOf(parent)
    if (row !== null && !passing.test(programOf(parent))) {
      return { pid: parent, startTicks: row.startTicks }
    }
  }
  return null
}

const rowOf = (pid: number) => {
  try {
    return parseStat(fs.readFileSync(`/proc/${pid}/stat`, "latin1"))
  } catch {
    return null
  }
}

const programOf = (pid: number): string => {
  try {
    return path.basename(fs.readlinkSync(`/proc/${pid}/exe`))
  } catch {
    return ""
  }
}
