import type { OwnerIdentity } from "@job-lifecycle/engine"
import { identifyProcess, nodeScheme, parseStat } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"

/** By which a command hands its holder on to what it starts detached. */
export const holderVariable = "CODEX_COMPANION_HOLDER"

/** Programs that come and go around a command, and hold nothing. */
const passing = /^(ba|z|da|k|fi|c|tc)?sh$|^(env|timeout|nice|npm|npx|sudo|setsid|nohup)$/

/**
 * The process that what a command starts lives for: what the command was told, else the nearest
 * process above it that is neither a shell nor a wrapper. Null where that cannot be known, which is
 * everywhere but on Linux: no other system tells the program of a process in a way that nobody can
 * forge. Then nothing ends because of it.
 *
 * @param command the number of the command's process
 */
export const holderOf = (command: number): OwnerIdentity | null =>
  told(process.env[holderVariable]) ?? above(command)

/** Hands the holder of this command on to what it starts. */
export const passHolderOn = (): void => {
  const holder = holderOf(process.pid)
  if (holder !== null) process.env[holderVariable] ??= JSON.stringify(holder)
}

/** Read by nobody but the probe, which judges every identity, those that are none too. */
const told = (text: string | undefined): OwnerIdentity | null => {
  try {
    const { label, scheme, value = null } = JSON.parse(text ?? "") as Partial<OwnerIdentity>
    return scheme === undefined ? null : { scheme, label: label ?? "", value }
  } catch {
    return null
  }
}

const above = (command: number): OwnerIdentity | null => {
  for (let row = rowOf(command), steps = 0; row !== null && steps < 16; steps++) {
    const parent = row.ppid
    // Whoever has no parent left was detached, and whoever lives under init is held by nobody.
    if (parent <= 1) return null
    row = rowOf(parent)
    if (row === null || passing.test(programOf(parent))) continue
    const value = identifyProcess(parent)
    return value.startTicks === row.startTicks
      ? { scheme: nodeScheme, label: `pid ${parent}`, value }
      : null
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
