import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { identifyByTools } from "../../src/probe/tools/identifyByTools.ts"
import { altered } from "../nodeOwnerWorld.ts"
import { ended, listsAll } from "./FakeMachine.ts"
import { FakeMac } from "./FakeMac.ts"
import { FakeWindows } from "./FakeWindows.ts"
import { gist, identityOf, observe, probeOf } from "./toolOwnerWorld.ts"

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

  // Win32_Process: ProcessId, ParentProcessId, CreationDate, the last by the clock of that moment.
  it.effect(
    "a child that seems older than its parent, as after the clock was set back, is named",
    () => {
      const machine = new FakeWindows()
      return Effect.gen(function* () {
        const child = machine.table.spawn({ parent: machine.self })
        const printed = [
          `${machine.self.pid} 4 639100000100000000`,
          `${child.pid} ${machine.self.pid} 639100000000000000`,
          "end",
          ""
        ].join("\r\n")
        machine.interfere = (tool, truth) => (listsAll(tool) ? ended(printed) : truth())
        const { startTicks } = yield* identifyByTools(machine.tools(), child.pid)
        assert.strictEqual(startTicks, 1_774_403_200_000_000)
      })
    }
  )

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
