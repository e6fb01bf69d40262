import type { FakeProcess } from "@job-lifecycle/testing"
import { macosTools } from "../../src/probe/tools/macosTools.ts"
import type { Tool, ToolAnswer } from "../../src/probe/tools/Tool.ts"
import { FakeMachine, ended, toolPid } from "./FakeMachine.ts"

const states = { running: "S", stopped: "T", defunct: "Z", gone: "" }

/** As `%c` of the C locale prints it. The process that was born `n`th started in the `n`th second. */
export const lstart = (born: number): string => {
  const [weekday, day, month, year, time] = new Date(Date.UTC(2026, 0, 5, 9, 30, born))
    .toUTCString()
    .split(/,? /)
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`
}

const line = (pid: number, ppid: number, group: number, stat: string, born: number): string =>
  `${String(pid).padStart(5)} ${String(ppid).padStart(5)} ${String(group).padStart(5)} ${stat.padEnd(4)} ${lstart(born).padEnd(28)}\n`

/** Whoever has no parent leads a group, and what it starts is in it. */
const groupOf = (process: FakeProcess): number =>
  process.parent === null ? process.pid : groupOf(process.parent)

/** Orphans are the first process's. */
const parentOf = ({ parent }: FakeProcess): number =>
  parent === null || parent.state === "gone" ? 1 : parent.pid

const rowOf = (process: FakeProcess): string =>
  line(process.pid, parentOf(process), groupOf(process), `${states[process.state]}s`, process.born)

export const uuidOf = (n: number): string =>
  `9B1F0C52-7D1E-4C39-8E35-${String(n).padStart(12, "0")}`

export const ioregOf = (
  uuid: string
): string => `+-o Mac14,2  <class IOPlatformExpertDevice, id 0x100000221, registered, matched, active, busy 0 (36871 ms), retain 40>
    {
      "IOPlatformSerialNumber" = "C02XXXXXXXXX"
      "IOPlatformUUID" = "${uuid}"
      "manufacturer" = <"Apple Inc.">
    }
`

/** Tools of macOS over a fake world. */
export class FakeMac extends FakeMachine {
  tools() {
    return macosTools(this.world)
  }

  answer({ args, file }: Tool): ToolAnswer {
    if (file.endsWith("sysctl")) return ended(`${uuidOf(this.table.here.boot)}\n`)
    if (file.endsWith("ioreg")) return ended(ioregOf(uuidOf(7)))
    const one = args[0] === "-p" ? Number(args[1]) : null
    const rows = this.shown().filter(({ pid }) => one === null || pid === one)
    if (rows.length === 0) return ended("", 1)
    const tool = one === null ? [line(toolPid, this.self.pid, groupOf(this.self), "R+", 900)] : []
    return ended([...rows.map(rowOf), ...tool].join(""))
  }
}
