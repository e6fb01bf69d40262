import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ListedProcess, ProcessTools } from "../../src/probe/tools/ProcessTools.ts"
import { ProcessTable } from "../../src/stopping/ProcessTable.ts"
import { ToolProcessTable } from "../../src/stopping/ToolProcessTable.ts"
import { codeError } from "./FakeMachine.ts"

const listed = (change: Partial<ListedProcess> = {}): ListedProcess => ({
  pid: 200,
  startTicks: 1_000,
  ppid: 1,
  group: 200,
  session: 200,
  state: "S",
  threads: 1,
  kernel: false,
  exiting: false,
  ...change
})

/** Tools that show this row alone, of a system whose start times are exact to ten. */
const toolsOf = (row: ListedProcess | null, kill: () => void = () => {}) =>
  ({
    row: () => Effect.succeed(row),
    listing: Effect.succeed({ _tag: "Rows", rows: row === null ? [] : [row] }),
    mayBeSame: (a: number, b: number) => Math.abs(a - b) < 10,
    world: { self: 2, kill }
  }) as unknown as ProcessTools

const refusing = (code: string) => () => {
  throw codeError(code)
}

const looks: ReadonlyArray<[string, ProcessTools, "Alive" | "Gone" | "Hidden"]> = [
  ["that is shown as it was recorded is alive", toolsOf(listed()), "Alive"],
  ["that is shown as defunct is gone", toolsOf(listed({ state: "Z" })), "Gone"],
  ["whose number another one has is gone", toolsOf(listed({ startTicks: 2_000 })), "Gone"],
  ["that may have started then is in doubt", toolsOf(listed({ startTicks: 1_005 })), "Hidden"],
  ["whose start is not shown is in doubt", toolsOf(listed({ startTicks: null })), "Hidden"],
  ["that no tool shows and nobody is, is gone", toolsOf(null, refusing("ESRCH")), "Gone"],
  ["that no tool shows and somebody is, is in doubt", toolsOf(null), "Hidden"],
  ["that no tool shows and is refused, is in doubt", toolsOf(null, refusing("EPERM")), "Hidden"]
]

describe("a process, as tools show it", () => {
  for (const [title, tools, expected] of looks) {
    it.effect(`${title} (I7)`, () =>
      Effect.gen(function* () {
        const table = yield* ProcessTable
        assert.strictEqual(yield* table.lookAt({ pid: 200, startTicks: 1_000 }), expected)
      }).pipe(Effect.provide(ToolProcessTable.layer(tools)))
    )
  }

  it.effect("that is defunct is not alive in the table, and one without a start is nobody's", () =>
    Effect.gen(function* () {
      const rowOf = (row: ListedProcess) =>
        Effect.map(
          ProcessTable.use(({ rows }) => rows),
          (rows) => rows?.[0]
        ).pipe(Effect.provide(ToolProcessTable.layer(toolsOf(row))))
      assert.deepInclude(yield* rowOf(listed({ state: "Z" })), { alive: false })
      const unnamed = yield* rowOf(listed({ startTicks: null }))
      assert.deepInclude(unnamed, { alive: true })
      assert.isBelow(unnamed!.startTicks, 0)
    })
  )
})
