import type { FakeProcess } from "@job-lifecycle/testing"
import { ticksAt1970 } from "../../src/probe/tools/parseWindowsTable.ts"
import type { Tool, ToolAnswer } from "../../src/probe/tools/Tool.ts"
import { windowsTools } from "../../src/probe/tools/windowsTools.ts"
import { FakeMachine, ended, toolPid } from "./FakeMachine.ts"

/** In .NET's ticks. They have a tenth of a microsecond, which Win32_Process does not show. */
const startOf = (born: number): bigint => {
  const micros = BigInt(Date.UTC(2026, 0, 5, 9, 30, born)) * 1_000n + 123_456n
  return ticksAt1970 + micros * 10n + 7n
}

const creationDate = (born: number): bigint => (startOf(born) / 10n) * 10n

/** The system keeps no defunct processes. */
const runs = ({ state }: FakeProcess): boolean => state === "running" || state === "stopped"

/** Tools of Windows over a fake world. */
export class FakeWindows extends FakeMachine {
  /** Added to every start time that is shown, in microseconds. */
  zoneShift = 0n

  tools() {
    return windowsTools(this.world)
  }

  answer({ args, file }: Tool): ToolAnswer {
    if (file.endsWith("reg.exe")) return ended(registryOf("6f9619ff-8b86-d011-b42d-00c04fc964ff"))
    const script = args.at(-1)!
    return script.includes("Win32_Process") ? this.#list() : this.#act(script)
  }

  #list(): ToolAnswer {
    const rows = this.shown()
      .filter(runs)
      .map(({ born, parent, pid }) => `${pid} ${parent?.pid ?? 4} ${this.#shown(born)}`)
    const system = ["0 0 0", `4 0 ${this.#shown(0)}`]
    const tool = `${toolPid} ${this.self.pid} ${this.#shown(900)}`
    return ended([...system, ...rows, tool, "end", ""].join("\r\n"))
  }

  #shown(born: number): bigint {
    return creationDate(born) + this.zoneShift * 10n
  }

  /** `Get-Process`, a comparison of start times, and an act, each as the script says. */
  #act(script: string): ToolAnswer {
    const pid = Number(/Get-Process -Id (\d+)/.exec(script)![1])
    const process = this.shown().find((shown) => shown.pid === pid && runs(shown))
    if (process === undefined) return ended("", 1)
    const [, low, high] = /-lt (\d+) -or \$t -gt (\d+)/.exec(script)!
    const start = startOf(process.born)
    if (start < BigInt(low!) || start > BigInt(high!)) return ended("", 3)
    this.deliver(
      process,
      script.endsWith("Stop-Process -InputObject $p -Force") ? "SIGKILL" : "SIGTERM"
    )
    return ended("")
  }
}

const registryOf = (guid: string): string =>
  `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    ${guid}\r\n\r\n`
