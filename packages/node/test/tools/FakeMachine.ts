import type { FakeProcess } from "@job-lifecycle/testing"
import { FakeProcessTable } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import type { ProcessTools, ToolWorld } from "../../src/probe/tools/ProcessTools.ts"
import type { Tool, ToolAnswer } from "../../src/probe/tools/Tool.ts"

/** The number that every tool itself runs under. */
export const toolPid = 90_001

export const ended = (output: string | Uint8Array, code = 0): ToolAnswer => ({
  _tag: "Ended",
  code,
  output: typeof output === "string" ? Buffer.from(output) : output,
  pid: toolPid
})

export const codeError = (code: string) => Object.assign(new Error(code), { code })

/** Whether that reads the whole table of processes, on either system. */
export const listsAll = ({ args }: Tool): boolean =>
  args[0] === "-ax" || args.at(-1)!.includes("Win32_Process")

/**
 * A fake world of processes, shown by tools that print as the real ones are documented to. What
 * differs between systems is in the classes that extend it.
 */
export abstract class FakeMachine {
  readonly table = new FakeProcessTable()
  self: FakeProcess = this.table.spawn()
  hostname = "a-host"
  /** Every tool that was asked. */
  readonly asked: Array<Tool> = []
  /** Every signal that reached a process. */
  readonly sent: Array<string> = []
  /** What a tool answers instead. */
  interfere: (tool: Tool, truth: () => ToolAnswer) => ToolAnswer = (_, truth) => truth()

  abstract answer(tool: Tool): ToolAnswer
  abstract tools(): ProcessTools

  get world(): ToolWorld {
    return {
      self: this.self.pid,
      hostname: this.hostname,
      run: (tool) =>
        Effect.sync(() => {
          this.asked.push(tool)
          return this.interfere(tool, () => this.answer(tool))
        }),
      kill: (pid, signal) => {
        const process = this.table.row(pid)
        if (process === null) throw codeError("ESRCH")
        if (process.denied) throw codeError("EPERM")
        if (signal !== 0) this.deliver(process, signal)
      }
    }
  }

  /** What a tool may show. */
  shown(): ReadonlyArray<FakeProcess> {
    return Array.from({ length: 400 }, (_, at) => this.table.row(100 + at)).filter(
      (process): process is FakeProcess => process !== null && !process.denied
    )
  }

  deliver(process: FakeProcess, signal: string): void {
    this.sent.push(`${signal} ${process.pid}`)
    if (signal === "SIGSTOP") this.table.stop(process)
    else if (signal === "SIGCONT") this.table.continue(process)
    else if (signal === "SIGKILL" || !process.deaf) this.table.kill(process)
  }
}
