import { assert, describe, it } from "@effect/vitest"
import { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { examineProcesses } from "../../src/doctor/examineProcesses.ts"
import { toolOwnerProbe } from "../../src/probe/tools/toolOwnerProbe.ts"
import { ProcessTable } from "../../src/stopping/ProcessTable.ts"
import { ToolProcessTable } from "../../src/stopping/ToolProcessTable.ts"
import { ended, listsAll, type FakeMachine } from "./FakeMachine.ts"
import { FakeMac } from "./FakeMac.ts"
import { FakeWindows } from "./FakeWindows.ts"

/** What the checks of processes come to where tools are asked. */
const examined = (machine: FakeMachine) => {
  const tools = machine.tools()
  return Effect.provide(examineProcesses, [
    Layer.succeed(OwnerProbe, toolOwnerProbe(tools)),
    ToolProcessTable.layer(tools)
  ]).pipe(Effect.map((findings) => findings.map(({ check, verdict }) => `${check} ${verdict}`)))
}

it.effect("the doctor warns where one part of an identity is not known", () =>
  Effect.gen(function* () {
    const table = yield* Effect.provide(ProcessTable, ToolProcessTable.layer(new FakeMac().tools()))
    const scope = Effect.map(table.scope, (known) => ({ ...known, machineId: null }))
    const findings = yield* Effect.provide(examineProcesses, [
      Layer.succeed(OwnerProbe, toolOwnerProbe(new FakeMac().tools())),
      Layer.succeed(ProcessTable, { ...table, scope })
    ])
    const identity = findings.find(({ check }) => check === "identity")
    assert.deepInclude(identity, { verdict: "warning", text: "not known here: machine" })
  })
)

describe.each([
  ["macOS", () => new FakeMac()],
  ["Windows", () => new FakeWindows()]
])("the doctor on %s", (_, make) => {
  it.effect("finds processes and their identity by the tools that jobs are kept with", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* examined(make()), ["processes ok", "identity ok"])
    })
  )

  it.effect("warns where those tools are refused", () =>
    Effect.gen(function* () {
      const machine = make()
      machine.interfere = (tool, truth) => (listsAll(tool) ? ended("", 1) : truth())
      assert.include(yield* examined(machine), "processes warning")
    })
  )
})
