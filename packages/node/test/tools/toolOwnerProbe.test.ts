import { assert, describe, it } from "@effect/vitest"
import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { identifyByTools } from "../../src/probe/tools/identifyByTools.ts"
import type { Tool, ToolAnswer } from "../../src/probe/tools/Tool.ts"
import { altered } from "../nodeOwnerWorld.ts"
import type { FakeMachine } from "./FakeMachine.ts"
import { ended } from "./FakeMachine.ts"
import { FakeMac } from "./FakeMac.ts"
import { FakeWindows } from "./FakeWindows.ts"
import { printed } from "./printed.ts"
import { identityOf, probeOf } from "./toolOwnerWorld.ts"

const observe = (owner: OwnerIdentity) =>
  Effect.flatMap(OwnerProbe, (probe) => probe.observe(owner))

const gist = (evidence: Evidence): string => {
  if (evidence._tag === "Alive") return evidence.frozen ? "Alive frozen" : "Alive"
  return evidence._tag === "Gone" ? `Gone ${evidence.reason}` : "Unknown"
}

const tablesAsked = (machine: FakeMachine) =>
  machine.asked.filter((line) => line.includes("-ax") || line.includes("Win32_Process")).length

const listsAll = ({ args }: Tool) => args[0] === "-ax" || args.at(-1)!.includes("Win32_Process")

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

describe("the probe of Windows", () => {
  it.effect("what ran before a boot is gone by its number or its start time", () => {
    const machine = new FakeWindows()
    return Effect.gen(function* () {
      const owners = yield* Effect.forEach([1, 2], () => identityOf(machine, machine.table.spawn()))
      machine.table.reboot()
      machine.self = machine.table.spawn()
      machine.table.spawn()
      yield* Effect.gen(function* () {
        assert.strictEqual(gist(yield* observe(owners[0]!)), "Gone PidRecycled")
        assert.strictEqual(gist(yield* observe(owners[1]!)), "Gone Exited")
      }).pipe(Effect.provide(probeOf(machine)))
    })
  })

  it.effect("start times that another time zone could explain are doubt", () => {
    const machine = new FakeWindows()
    return Effect.gen(function* () {
      const owner = yield* identityOf(machine, machine.table.spawn())
      for (const minutes of [60n, -60n, 330n, 15n]) {
        machine.zoneShift = minutes * 60_000_000n
        assert.strictEqual(gist(yield* observe(owner)), "Unknown")
      }
      machine.zoneShift = 60n * 60_000_000n + 1n
      assert.strictEqual(gist(yield* observe(owner)), "Gone PidRecycled")
    }).pipe(Effect.provide(probeOf(machine)))
  })

  it.effect("a process whose start is not shown is doubt", () => {
    const machine = new FakeWindows()
    return Effect.gen(function* () {
      const process = machine.table.spawn()
      const owner = yield* identityOf(machine, process)
      machine.interfere = (tool, truth) =>
        listsAll(tool)
          ? ended(`${machine.self.pid} 4 639100000100000000\r\n${process.pid} 4 0\r\nend\r\n`)
          : truth()
      assert.strictEqual(gist(yield* observe(owner)), "Unknown")
    }).pipe(Effect.provide(probeOf(machine)))
  })

  it.effect("an owner in a container that has the machine's own id is unknown", () => {
    const machine = new FakeWindows()
    machine.hostname = "a-container"
    return Effect.gen(function* () {
      const process = machine.table.spawn()
      const owner = yield* identityOf(machine, process)
      machine.table.kill(process)
      machine.hostname = "its-host"
      assert.strictEqual(gist(yield* Effect.provide(observe(owner), probeOf(machine))), "Unknown")
    })
  })

  it.effect("a number as large as Windows gives is judged, and on macOS it is none", () => {
    const windows = new FakeWindows()
    const mac = new FakeMac()
    return Effect.gen(function* () {
      const big = { pid: 4_294_967_292, startTicks: 1 }
      const there = altered(yield* identityOf(windows, windows.self), big)
      const here = altered(yield* identityOf(mac, mac.self), big)
      assert.strictEqual(
        gist(yield* Effect.provide(observe(there), probeOf(windows))),
        "Gone Exited"
      )
      assert.strictEqual(gist(yield* Effect.provide(observe(here), probeOf(mac))), "Unknown")
    })
  })
})

describe("the probe of macOS", () => {
  it.effect("a defunct owner is gone even when its start is not shown any more", () => {
    const machine = new FakeMac()
    return Effect.gen(function* () {
      const process = machine.table.spawn()
      const owner = yield* identityOf(machine, process)
      machine.interfere = (tool, truth) => {
        const answer = truth()
        if (!listsAll(tool) || answer._tag === "Failed") return answer
        const lines = Buffer.from(answer.output).toString().split("\n")
        const others = lines.filter((line) => Number.parseInt(line, 10) !== process.pid)
        return ended([`${process.pid} 1 1 Z -`, ...others].join("\n"))
      }
      assert.strictEqual(gist(yield* observe(owner)), "Gone Defunct")
    }).pipe(Effect.provide(probeOf(machine)))
  })

  it.effect("a boot of another name is a reboot, whatever the clock says", () => {
    const machine = new FakeMac()
    return Effect.gen(function* () {
      const owner = yield* identityOf(machine, machine.table.spawn())
      machine.table.reboot()
      machine.self = machine.table.spawn()
      assert.strictEqual(
        gist(yield* Effect.provide(observe(owner), probeOf(machine))),
        "Gone Rebooted"
      )
    })
  })
})
