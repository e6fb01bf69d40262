import * as fs from "node:fs"
import type { OwnerThread } from "./NodeOwner.ts"
import { readThread } from "./readProcess.ts"

/**
 * Names the thread that runs this (proc(5), `/proc/thread-self`). `Main`: the process's first one, which
 * ends with it. `Unknown`: that could not be read now.
 */
export const ownThread = (): OwnerThread | "Main" | "Unknown" => {
  const tid = ownNumber()
  if (tid === process.pid) return "Main"
  if (tid === null) return "Unknown"
  const seen = readThread(process.pid, tid)
  return seen._tag === "Row" ? { tid, startTicks: seen.stat.startTicks } : "Unknown"
}

const ownNumber = (): number | null => {
  try {
    const tid = Number(/\/task\/(\d+)$/.exec(fs.readlinkSync("/proc/thread-self"))?.[1])
    return Number.isSafeInteger(tid) ? tid : null
  } catch {
    return null
  }
}
