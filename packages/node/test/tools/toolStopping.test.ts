import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { identifyByTools } from "../../src/probe/tools/identifyByTools.ts"
import type { FakeMachine } from "./FakeMachine.ts"
import { ended, listsAll } from "./FakeMachine.ts"
import { FakeMac } from "./FakeMac.ts"
import { FakeWindows } from "./FakeWindows.ts"
import { stopperOf, targetOf } from "./toolStoppingWorld.ts"

const machines: ReadonlyArray<[string, () => FakeMachine]> = [
  ["macOS", () => new FakeMac()],
  ["Windows", () => new FakeWindows()]
]

for (const [system, make] of machines) {
  describe(`stopping work on ${system}`, () => {
    it.effect("a tree is asked, waited for, killed when it is deaf, and verified", () => {
      const machine = make()
      return Effect.gen(function* () {
        const leader = machine.table.spawn({ deaf: true })
        const child = machine.table.spawn({ parent: leader })
        const grandchild = machine.table.spawn({ parent: child, deaf: true })
        const bystander = machine.table.spawn()
        const target = yield* targetOf(machine, leader)
        const stopper = yield* stopperOf(machine)
        assert.strictEqual(yield* stopper.observe(target), "Running")
        const stopping = yield* Effect.forkChild(stopper.stop(target, { graceMillis: 1_000 }), {
          startImmediately: true
        })
        yield* TestClock.adjust("999 millis")
        assert.isTrue(machine.table.isAlive(leader))
        assert.isFalse(machine.sent.some((sent) => sent.startsWith("SIGKILL")))
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual(yield* Fiber.join(stopping), "Stopped")
        for (const gone of [leader, child, grandchild]) {
          assert.isFalse(machine.table.isAlive(gone))
          assert.include(machine.sent, `SIGTERM ${gone.pid}`)
        }
        assert.isTrue(machine.table.isAlive(bystander))
        assert.notMatch(machine.sent.join(), new RegExp(`${bystander.pid}|${machine.self.pid}`))
      })
    })

    it.effect(
      "I6 no-stranger-signalled: who has the number of our command now is left alone",
      () => {
        const machine = make()
        return Effect.gen(function* () {
          const leader = machine.table.spawn()
          const target = yield* targetOf(machine, leader)
          const stranger = machine.table.recycle(leader)
          machine.table.spawn({ parent: stranger })
          const stopper = yield* stopperOf(machine)
          assert.strictEqual(yield* stopper.stop(target, { graceMillis: 0 }), "Stopped")
          assert.deepStrictEqual(machine.sent, [])
        })
      }
    )

    it.effect(
      "a number that changes hands between the look and the signal is not signalled",
      () => {
        const machine = make()
        return Effect.gen(function* () {
          const leader = machine.table.spawn()
          const target = yield* targetOf(machine, leader)
          const stopper = yield* stopperOf(machine)
          let looked = false
          machine.interfere = (tool, truth) => {
            const isTable = tool.args[0] === "-ax" || tool.args.at(-1)!.includes("Win32_Process")
            if (looked && !isTable && leader.state !== "gone") machine.table.recycle(leader)
            looked ||= isTable
            return truth()
          }
          yield* stopper.signalOnce(target, { kill: true })
          assert.strictEqual(leader.state, "gone")
          assert.deepStrictEqual(machine.sent, [])
        })
      }
    )

    it.effect("a table that is refused is unknown work, and nothing is signalled", () => {
      const machine = make()
      return Effect.gen(function* () {
        const target = yield* targetOf(machine, machine.table.spawn())
        const stopper = yield* stopperOf(machine)
        machine.interfere = (tool, truth) =>
          /ps$|powershell/.test(tool.file) ? ended("", 1) : truth()
        assert.strictEqual(yield* stopper.observe(target), "Unknown")
        const stopping = yield* Effect.forkChild(stopper.stop(target, { graceMillis: 0 }))
        // It is asked for again, within the margin.
        yield* TestClock.adjust("3 seconds")
        assert.strictEqual(yield* Fiber.join(stopping), "Unknown")
        assert.deepStrictEqual(machine.sent, [])
      })
    })

    it.effect("work that only its token could show is unknown, since no tool shows tokens", () => {
      const machine = make()
      return Effect.gen(function* () {
        const target = { ...(yield* targetOf(machine, machine.table.spawn())), work: null }
        const stopper = yield* stopperOf(machine)
        assert.strictEqual(yield* stopper.observe(target), "Unknown")
        assert.strictEqual(yield* stopper.stop(target, { graceMillis: 0 }), "Unknown")
        assert.deepStrictEqual(machine.sent, [])
      })
    })

    // Another program may have had the leader's number since: as that of a group, or of a parent.
    it.effect("a child that outlives its leader unseen is doubt, and is not signalled", () => {
      const machine = make()
      return Effect.gen(function* () {
        const leader = machine.table.spawn()
        machine.table.spawn({ parent: leader })
        const target = yield* targetOf(machine, leader)
        machine.table.kill(leader)
        const stopper = yield* stopperOf(machine)
        assert.strictEqual(yield* stopper.stop(target, { graceMillis: 0 }), "Unknown")
        assert.deepStrictEqual(machine.sent, [])
      })
    })

    it.effect(
      "what ended before its start was seen has stopped, once its number is free (I7)",
      () => {
        const machine = make()
        return Effect.gen(function* () {
          const leader = machine.table.spawn({ parent: machine.self })
          const target = yield* targetOf(machine, leader)
          machine.table.kill(leader)
          const unseen = yield* identifyByTools(machine.tools(), leader.pid)
          assert.isNull(unseen.startTicks)
          const work = { ...target.work!, value: { ...unseen, leadsGroup: true } }
          const stopper = yield* stopperOf(machine)
          assert.strictEqual(yield* stopper.observe({ ...target, work }), "Stopped")
          const stranger = machine.table.recycle(leader)
          machine.table.spawn({ parent: stranger })
          assert.strictEqual(yield* stopper.observe({ ...target, work }), "Unknown")
          assert.strictEqual(
            yield* stopper.stop({ ...target, work }, { graceMillis: 0 }),
            "Unknown",
            "somebody has its number"
          )
          machine.table.kill(stranger)
          assert.strictEqual(
            yield* stopper.stop({ ...target, work }, { graceMillis: 0 }),
            "Unknown",
            "what that one has left may be ours"
          )
          assert.deepStrictEqual(machine.sent, [])
        })
      }
    )

    it.effect("a tool that fails once is asked again before work is unknown", () => {
      const machine = make()
      return Effect.gen(function* () {
        const target = yield* targetOf(machine, machine.table.spawn())
        const stopper = yield* stopperOf(machine)
        let failures = 1
        machine.interfere = (tool, truth) =>
          listsAll(tool) && failures-- > 0 ? { _tag: "Failed", reason: "took too long" } : truth()
        yield* stopper.signalOnce(target, { kill: false })
        assert.strictEqual(machine.sent.length > 0, true, "the first look found it")
        assert.isBelow(failures, 0)
      })
    })

    it.effect("a signal whose tool fails once is sent all the same", () => {
      const machine = make()
      return Effect.gen(function* () {
        const leader = machine.table.spawn({ deaf: true })
        const target = yield* targetOf(machine, leader)
        const stopper = yield* stopperOf(machine)
        let failures = 1
        let looks = 0
        machine.interfere = (tool, truth) => {
          if (listsAll(tool)) looks += 1
          // The kill comes after all looks but the last.
          else if (looks > 2 && !/reg|sysctl/.test(tool.file) && failures-- > 0) {
            return { _tag: "Failed", reason: "took too long" }
          }
          return truth()
        }
        assert.strictEqual(yield* stopper.signalOnce(target, { kill: true }), "Stopped")
        assert.isBelow(failures, 1)
        assert.isFalse(machine.table.isAlive(leader))
      })
    })

    it.effect("a caller in the group of the work does not take its own tool for work", () => {
      const machine = make()
      return Effect.gen(function* () {
        const leader = machine.table.spawn()
        const parent = machine.table.spawn({ parent: leader })
        const caller = machine.table.spawn({ parent })
        const target = yield* targetOf(machine, leader)
        machine.table.kill(parent)
        machine.self = caller
        const stopper = yield* stopperOf(machine)
        assert.strictEqual(yield* stopper.stop(target, { graceMillis: 0 }), "Stopped")
        assert.deepStrictEqual([...new Set(machine.sent)], [`SIGTERM ${leader.pid}`])
      })
    })
  })
}

describe("stopping work on macOS", () => {
  it.effect("what was held is killed though the table cannot be read any more", () => {
    const machine = new FakeMac()
    return Effect.gen(function* () {
      const leader = machine.table.spawn({ deaf: true })
      const child = machine.table.spawn({ parent: leader, deaf: true })
      const target = yield* targetOf(machine, leader)
      const stopper = yield* stopperOf(machine)
      machine.interfere = (tool, truth) =>
        listsAll(tool) && machine.sent.some((sent) => sent.startsWith("SIGSTOP"))
          ? { _tag: "Failed", reason: "took too long" }
          : truth()
      const fiber = yield* Effect.forkChild(stopper.signalOnce(target, { kill: true }), {
        startImmediately: true
      })
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "Unknown")
      for (const held of [leader, child]) {
        assert.include(machine.sent, `SIGSTOP ${held.pid}`)
        assert.isFalse(machine.table.isAlive(held), "it was left stopped")
      }
    })
  })

  it.effect("what was seen while its leader lived is still found when that has ended", () => {
    const machine = new FakeMac()
    return Effect.gen(function* () {
      const leader = machine.table.spawn()
      const child = machine.table.spawn({ parent: leader, deaf: true })
      const target = yield* targetOf(machine, leader)
      const stopper = yield* stopperOf(machine)
      assert.strictEqual(yield* stopper.stop(target, { graceMillis: 0 }), "Stopped")
      assert.isFalse(machine.table.isAlive(child))
    })
  })
})

describe("stopping work on Windows", () => {
  it.effect("a child of whoever had the number before us is not ours", () => {
    const machine = new FakeWindows()
    return Effect.gen(function* () {
      const before = machine.table.spawn()
      const theirs = machine.table.spawn({ parent: before })
      const leader = machine.table.recycle(before)
      const target = yield* targetOf(machine, leader)
      const stopper = yield* stopperOf(machine)
      assert.strictEqual(yield* stopper.stop(target, { graceMillis: 0 }), "Stopped")
      assert.deepStrictEqual(machine.sent, [`SIGTERM ${leader.pid}`])
      assert.isTrue(machine.table.isAlive(theirs))
    })
  })

  it.effect("whatever the tool says, the next reading decides", () => {
    const machine = new FakeWindows()
    return Effect.gen(function* () {
      const leader = machine.table.spawn()
      const target = yield* targetOf(machine, leader)
      const stopper = yield* stopperOf(machine)
      machine.interfere = (tool, truth) =>
        tool.args.at(-1)!.includes("Get-Process") ? ended("Vorgang erfolgreich", 0) : truth()
      assert.strictEqual(yield* stopper.signalOnce(target, { kill: true }), "Running")
      machine.interfere = (tool, truth) => {
        const answer = truth()
        return tool.args.at(-1)!.includes("Get-Process") ? ended("Zugriff verweigert", 5) : answer
      }
      assert.strictEqual(yield* stopper.signalOnce(target, { kill: true }), "Stopped")
    })
  })
})
