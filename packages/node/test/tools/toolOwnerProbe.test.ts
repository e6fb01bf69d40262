import { assert, describe, it } from "@effect/vitest"
import { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { NodeOwner } from "../../src/probe/NodeOwner.ts"
import { identifyByTools } from "../../src/probe/tools/identifyByTools.ts"
import type { ToolAnswer } from "../../src/probe/tools/Tool.ts"
import type { FakeMachine } from "./FakeMachine.ts"
import { ended, listsAll } from "./FakeMachine.ts"
import { FakeMac } from "./FakeMac.ts"
import { FakeWindows } from "./FakeWindows.ts"
import { printed } from "./printed.ts"
import { gist, identityOf, observe, probeOf } from "./toolOwnerWorld.ts"

const tablesAsked = (machine: FakeMachine) => machine.asked.filter(listsAll).length

const textOf = (answer: ToolAnswer) =>
  answer._tag === "Failed" ? "" : Buffer.from(answer.output).toString()

/** The whole line of a number, in either table. */
const rowOf = (pid: number) => new RegExp(`^ *${pid} .*\r?\n`, "m")

const machines: ReadonlyArray<[string, () => FakeMachine]> = [
  ["macOS", () => new FakeMac()],
  ["Windows", () => new FakeWindows()]
]

for (const [system, make] of machines) {
  describe(`the probe of ${system}`, () => {
    const answers: ReadonlyArray<[string, (truth: string, self: number) => ToolAnswer]> = [
      ["prints nothing", () => ended("")],
      ["fails", () => ended("", 1)],
      ["fails after a whole table", (truth) => ended(truth, 1)],
      ["is refused", () => ({ _tag: "Failed", reason: "could not be started (EPERM)" })],
      ["takes too long", () => ({ _tag: "Failed", reason: "took too long" })],
      ["speaks another language", () => ended(printed.psElsewhere[0]!)],
      ["prints an error in another language", () => ended(printed.accessDenied)],
      ["prints CLIXML", () => ended(printed.clixml)],
      ["prints CLIXML before a table", (truth) => ended(printed.clixml + truth)],
      ["leaves out who asks", (truth, self) => ended(truth.replace(rowOf(self), ""))],
      ["cuts its table off", (truth) => ended(truth.trimEnd().slice(0, -1))],
      ["prints the table of another machine", () => ended(printed.ps)],
      ["prints another table of another machine", () => ended(printed.windows)]
    ]
    for (const [what, answer] of answers) {
      it.effect(`I7 unknown-stays-unknown: nobody is gone because a tool ${what}`, () => {
        const machine = make()
        return Effect.gen(function* () {
          const living = machine.table.spawn()
          const defunct = machine.table.spawn()
          const recycled = machine.table.spawn()
          const owners = [
            yield* identityOf(machine, living),
            yield* identityOf(machine, defunct),
            yield* identityOf(machine, recycled)
          ]
          if (system === "macOS") machine.table.makeDefunct(defunct)
          machine.table.recycle(recycled)
          machine.interfere = (tool, truth) =>
            listsAll(tool) ? answer(textOf(truth()), machine.self.pid) : truth()
          yield* Effect.gen(function* () {
            for (const owner of owners) assert.strictEqual(gist(yield* observe(owner)), "Unknown")
          }).pipe(Effect.provide(probeOf(machine)))
        })
      })
    }

    it.effect(
      "a row that is missing is doubt while the kernel says that the number is taken",
      () => {
        const machine = make()
        return Effect.gen(function* () {
          const process = machine.table.spawn()
          const owner = yield* identityOf(machine, process)
          machine.shown = () => [machine.self]
          assert.strictEqual(gist(yield* observe(owner)), "Unknown")
          machine.table.kill(process)
          assert.strictEqual(gist(yield* observe(owner)), "Gone Exited")
        }).pipe(Effect.provide(probeOf(machine)))
      }
    )

    it.effect("many looks at living owners share one reading, which ages", () => {
      const machine = make()
      return Effect.gen(function* () {
        const owners = yield* Effect.forEach([1, 2, 3, 4], () =>
          identityOf(machine, machine.table.spawn())
        )
        const before = tablesAsked(machine)
        for (const owner of owners) assert.strictEqual(gist(yield* observe(owner)), "Alive")
        assert.strictEqual(tablesAsked(machine) - before, 1)
        yield* TestClock.adjust("3 seconds")
        for (const owner of owners) assert.strictEqual(gist(yield* observe(owner)), "Alive")
        assert.strictEqual(tablesAsked(machine) - before, 2)
      }).pipe(Effect.provide(probeOf(machine)))
    })

    it.effect("a refusal is shared for as long as a reading, and then asked about again", () => {
      const machine = make()
      return Effect.gen(function* () {
        const owners = yield* Effect.forEach([1, 2, 3], () =>
          identityOf(machine, machine.table.spawn())
        )
        const before = tablesAsked(machine)
        machine.interfere = (tool, truth) => (listsAll(tool) ? ended("", 1) : truth())
        for (const owner of owners) assert.strictEqual(gist(yield* observe(owner)), "Unknown")
        assert.strictEqual(tablesAsked(machine) - before, 1)
        machine.interfere = (_, truth) => truth()
        yield* TestClock.adjust("3 seconds")
        for (const owner of owners) assert.strictEqual(gist(yield* observe(owner)), "Alive")
      }).pipe(Effect.provide(probeOf(machine)))
    })

    it.effect("an owner that is younger than a reading is not gone by it", () => {
      const machine = make()
      return Effect.gen(function* () {
        const older = machine.table.spawn()
        const stranger = machine.table.spawn()
        const owner = yield* identityOf(machine, older)
        assert.strictEqual(gist(yield* observe(owner)), "Alive")
        const younger = yield* identityOf(machine, machine.table.spawn())
        const heir = yield* identityOf(machine, machine.table.recycle(stranger))
        assert.strictEqual(gist(yield* observe(younger)), "Alive")
        assert.strictEqual(gist(yield* observe(heir)), "Alive")
      }).pipe(Effect.provide(probeOf(machine)))
    })

    it.effect("a death that is no more than an exit takes no tool to see", () => {
      const machine = make()
      return Effect.gen(function* () {
        const process = machine.table.spawn()
        const owner = yield* identityOf(machine, process)
        assert.strictEqual(gist(yield* observe(owner)), "Alive")
        const before = tablesAsked(machine)
        machine.table.kill(process)
        assert.strictEqual(gist(yield* observe(owner)), "Gone Exited")
        assert.strictEqual(tablesAsked(machine), before)
      }).pipe(Effect.provide(probeOf(machine)))
    })

    it.effect("a machine that cannot be told from others judges nobody", () => {
      const machine = make()
      return Effect.gen(function* () {
        const process = machine.table.spawn()
        const owner = yield* identityOf(machine, process)
        machine.table.kill(process)
        machine.interfere = (tool, truth) =>
          /sysctl|reg\.exe/.test(tool.file) ? ended(printed.noGuid, 1) : truth()
        assert.strictEqual(gist(yield* observe(owner)), "Unknown")
        machine.interfere = (_, truth) => truth()
        assert.strictEqual(gist(yield* observe(owner)), "Gone Exited")
      }).pipe(Effect.provide(probeOf(machine)))
    })

    it.effect("an owner that could not see itself is asked again, and never judged before", () => {
      const machine = make()
      return Effect.gen(function* () {
        const probe = yield* OwnerProbe
        machine.interfere = () => ({ _tag: "Failed", reason: "EPERM" })
        const blind = yield* probe.self
        assert.strictEqual(gist(yield* observe(blind)), "Unknown")
        machine.interfere = (_, truth) => truth()
        assert.strictEqual(gist(yield* observe(blind)), "Unknown")
        assert.strictEqual(gist(yield* observe(yield* probe.self)), "Alive")
      }).pipe(Effect.provide(probeOf(machine)))
    })

    it.effect("an owner that could not name its machine names it as soon as it can", () => {
      const machine = make()
      return Effect.gen(function* () {
        const probe = yield* OwnerProbe
        const named = Effect.map(probe.self, ({ value }) => (value as NodeOwner).machineId !== null)
        machine.interfere = (tool, truth) =>
          /ioreg|reg\.exe/.test(tool.file) ? ended("", 1) : truth()
        assert.isFalse(yield* named)
        machine.interfere = (_, truth) => truth()
        assert.isTrue(yield* named)
      }).pipe(Effect.provide(probeOf(machine)))
    })

    it.effect(
      "an owner that could not see its start is gone when its number is free, and no sooner",
      () => {
        const machine = make()
        return Effect.gen(function* () {
          const process = machine.table.spawn()
          machine.interfere = (tool, truth) =>
            /ps$|powershell/.test(tool.file) ? ended("", 1) : truth()
          const owner = yield* identityOf(machine, process)
          machine.interfere = (_, truth) => truth()
          assert.strictEqual(gist(yield* observe(owner)), "Unknown")
          machine.table.recycle(process)
          assert.strictEqual(gist(yield* observe(owner)), "Unknown")
          machine.table.kill(machine.table.row(process.pid)!)
          assert.strictEqual(gist(yield* observe(owner)), "Gone Exited")
        }).pipe(Effect.provide(probeOf(machine)))
      }
    )

    it.effect("a tool that fails once is asked again for a start, which is recorded once", () => {
      const machine = make()
      return Effect.gen(function* () {
        const child = machine.table.spawn({ parent: machine.self })
        const failed = new Set<string>()
        machine.interfere = (tool, truth) => {
          if (failed.has(tool.file)) return truth()
          failed.add(tool.file)
          return { _tag: "Failed", reason: "took too long" }
        }
        assert.isNotNull((yield* identifyByTools(machine.tools(), child.pid)).startTicks)
        machine.table.kill(child)
        const asked = machine.asked.length
        assert.isNull((yield* identifyByTools(machine.tools(), child.pid)).startTicks)
        const again = machine.asked.slice(asked).filter(({ file }) => /ps$|powershell/.test(file))
        assert.lengthOf(again, 1, "nobody is asked twice for what has ended")
      })
    })

    it.effect("a child that ended while a tool looked is not given its heir's start", () => {
      const machine = make()
      return Effect.gen(function* () {
        const child = machine.table.spawn({ parent: machine.self })
        const tools = machine.tools()
        machine.table.recycle(child)
        assert.isNull((yield* identifyByTools(tools, child.pid)).startTicks)
      })
    })
  })
}
