import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ProcessKey } from "../src/probe/ProcessKey.ts"
import type { ProcessRow } from "../src/stopping/ProcessRow.ts"
import { keyOf } from "../src/probe/ProcessKey.ts"
import type { WorkSignal } from "../src/probe/WorkSignal.ts"
import { ProcessTable } from "../src/stopping/ProcessTable.ts"

export const fakeScope = {
  machineId: "m",
  bootId: "b",
  pidNamespace: "pid:[1]",
  timeNamespace: "time:[1]",
  hostname: "h"
}

/** A process table that a test writes by hand, and what it was told. */
export class FakeRows {
  rows: Array<ProcessRow> = []
  readonly sent: Array<string> = []
  /** Numbers whose rows are kept from us. */
  readonly hidden = new Set<number>()
  /** Runs after each signal that reached a process: its reaction. */
  react: (row: ProcessRow, signal: WorkSignal) => void = () => {}
  /** What each reading of the table waits for first, as for a tool that prints it. */
  wait: Effect.Effect<void> = Effect.void
  /** Runs before each reading of the table. */
  read: () => void = () => {}
  /** The table cannot be read for the moment, as without a descriptor to spare. */
  unread = false
  scope: typeof fakeScope | (Omit<typeof fakeScope, "pidNamespace"> & { pidNamespace: null }) =
    fakeScope

  add(pid: number, ppid: number, token: string | null): ProcessRow {
    const row = { pid, startTicks: pid * 10, ppid, group: pid, session: pid, token, alive: true }
    this.rows.push(row)
    return row
  }

  remove(row: ProcessKey): void {
    this.rows = this.rows.filter((other) => keyOf(other) !== keyOf(row))
  }

  get layer() {
    return Layer.sync(ProcessTable, () => ({
      scope: Effect.sync(() => this.scope),
      self: 2,
      showsTokens: true,
      rows: Effect.map(
        Effect.suspend(() => this.wait),
        () => {
          this.read()
          return this.unread || this.scope.pidNamespace === null ? null : this.rows
        }
      ),
      lookAt: (key: ProcessKey) =>
        Effect.sync(() => {
          if (this.hidden.has(key.pid)) return "Hidden"
          const row = this.rows.find((other) => keyOf(other) === keyOf(key))
          return row?.alive === true ? "Alive" : "Gone"
        }),
      signalIfSame: (key: ProcessKey, signal: WorkSignal) =>
        Effect.sync(() => {
          const row = this.rows.find((other) => keyOf(other) === keyOf(key))
          if (row === undefined) return
          this.sent.push(`${signal} ${row.pid}`)
          if (signal === "SIGKILL") this.remove(row)
          else this.react(row, signal)
        })
    }))
  }
}
