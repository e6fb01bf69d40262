import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { identifyByTools } from "../../src/probe/tools/identifyByTools.ts"
import type { ProcessTools } from "../../src/probe/tools/ProcessTools.ts"
import type { Tool } from "../../src/probe/tools/Tool.ts"
import { toolOwnerProbe } from "../../src/probe/tools/toolOwnerProbe.ts"
import type { FakeMachine } from "./FakeMachine.ts"
import { listsAll } from "./FakeMachine.ts"
import { FakeMac } from "./FakeMac.ts"
import { FakeWindows } from "./FakeWindows.ts"
import { gist, identityOf, observe, probeOf } from "./toolOwnerWorld.ts"
import { stopperOf, targetOf } from "./toolStoppingWorld.ts"

const machines: ReadonlyArray<[string, () => FakeMachine]> = [
  ["macOS", () => new FakeMac()],
  ["Windows", () => new FakeWindows()]
]

const tooSlow = { _tag: "Failed", reason: "took too long", tookTooLong: true } as const

const isNamed = (tools: ProcessTools, pid: number) =>
  Effect.map(identifyByTools(tools, pid), ({ machineId, startTicks }) => {
    assert.isNotNull(startTicks)
    assert.isNotNull(machineId)
  })

const isLook = (tool: Tool) => listsAll(tool) || tool.args[0] === "-p"

for (const [system, make] of machines) {
  /** Two processes, on a machine whose table nobody can read in time from then on. */
  const slow = Effect.gen(function* () {
    const machine = make()
    const owner = yield* identityOf(machine, machine.table.spawn())
    const work = yield* identityOf(machine, machine.table.spawn())
    machine.asked.length = 0
    machine.interfere = (tool, truth) => (isLook(tool) ? tooSlow : truth())
    const looks = () => machine.asked.filter(isLook)
    return { looks, machine, owner, work }
  })

  describe(`a tool of ${system} that takes too long`, () => {
    it.effect("is not asked at every look, and is asked again after a minute", () =>
      Effect.gen(function* () {
        const { looks, machine, owner } = yield* slow
        yield* Effect.gen(function* () {
          for (let look = 0; look < 5; look++) {
            assert.strictEqual(gist(yield* observe(owner)), "Unknown")
            yield* TestClock.adjust("10 seconds")
          }
          assert.lengthOf(looks(), 2)
          yield* TestClock.adjust("20 seconds")
          machine.interfere = (_, truth) => truth()
          assert.strictEqual(gist(yield* observe(owner)), "Alive")
        }).pipe(Effect.provide(probeOf(machine)))
      })
    )

    it.effect("is asked all the same for a start and a scope that a record keeps (I5, I7)", () =>
      Effect.gen(function* () {
        const machine = make()
        const child = machine.table.spawn({ parent: machine.self })
        const owner = yield* identityOf(machine, machine.table.spawn())
        for (const isSlow of [isLook, (tool: Tool) => !isLook(tool)]) {
          const tools = machine.tools()
          const probe = toolOwnerProbe(tools)
          machine.interfere = (tool, truth) => (isSlow(tool) ? tooSlow : truth())
          for (let look = 0; look < 2; look++) {
            assert.strictEqual(gist(yield* probe.observe(owner)), "Unknown")
            yield* TestClock.adjust("10 seconds")
          }
          machine.interfere = (_, truth) => truth()
          yield* isNamed(tools, child.pid)
        }
        const slowOnce = new Set<string>()
        machine.interfere = (tool, truth) => {
          if (slowOnce.has(tool.file)) return truth()
          slowOnce.add(tool.file)
          return tooSlow
        }
        yield* isNamed(machine.tools(), child.pid)
      })
    )

    it.effect("once is asked again at once, so that work which is to stop is stopped", () =>
      Effect.gen(function* () {
        const machine = make()
        const target = yield* targetOf(machine, machine.table.spawn({ deaf: true }))
        const stopper = yield* stopperOf(machine)
        let isSlow = true
        machine.interfere = (tool, truth) => {
          if (!isSlow || !isLook(tool)) return truth()
          isSlow = false
          return tooSlow
        }
        yield* stopper.observe(target)
        const stopping = yield* Effect.forkChild(stopper.stop(target, { graceMillis: 1_000 }))
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual(yield* Fiber.join(stopping), "Stopped")
        assert.isNotEmpty(machine.sent)
      })
    )

    it.effect("keeps whoever stops work waiting for it twice", () =>
      Effect.gen(function* () {
        const { looks, machine, owner, work } = yield* slow
        const stopper = yield* stopperOf(machine)
        const target = { owner, work, token: "no tool shows it", includesOwner: false }
        const stopping = yield* Effect.forkChild(stopper.stop(target, { graceMillis: 1_000 }))
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual(yield* Fiber.join(stopping), "Unknown")
        assert.lengthOf(looks(), 2)
      })
    )
  })
}
