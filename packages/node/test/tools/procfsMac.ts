import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { readProcess } from "../../src/probe/readProcess.ts"
import { macosTools } from "../../src/probe/tools/macosTools.ts"
import type { ProcessTools } from "../../src/probe/tools/ProcessTools.ts"
import type { Tool, ToolAnswer } from "../../src/probe/tools/Tool.ts"
import { ended } from "./FakeMachine.ts"
import { ioregOf, lstart, uuidOf } from "./FakeMac.ts"

/**
 * The tools of macOS over the real processes of a Linux machine: real numbers, states, parents, groups
 * and signals, printed as `ps` of macOS would. The real `ps` of Linux is not asked, because the starts
 * that it prints can differ by a second from one look to the next.
 */
export const procfsMac = (): ProcessTools => ({
  ...macosTools({
    run: (tool) => Effect.sync(() => answer(tool)),
    kill: (pid, signal) => process.kill(pid, signal),
    self: process.pid,
    hostname: "a-host"
  }),
  // Linux gives higher ones.
  highestPid: 2 ** 22
})

const answer = ({ args, file }: Tool): ToolAnswer => {
  if (file.endsWith("sysctl")) return ended(`${uuidOf(1)}\n`)
  if (file.endsWith("ioreg")) return ended(ioregOf(uuidOf(2)))
  const rows = (args[0] === "-p" ? [args[1]!] : fs.readdirSync("/proc")).flatMap(rowOf)
  return rows.length === 0 ? ended("", 1) : ended(rows.join(""))
}

/** Seconds stand for ticks, so that two starts differ whenever they do so in procfs. */
const rowOf = (name: string): ReadonlyArray<string> => {
  const seen = /^\d+$/.test(name) ? readProcess(Number(name)) : null
  if (seen?._tag !== "Row") return []
  const { group, pid, ppid, startTicks, state } = seen.stat
  return [`${pid} ${ppid} ${group} ${state === "X" ? "Z" : state} ${lstart(startTicks)}\n`]
}
