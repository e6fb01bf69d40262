import { assert, describe, it } from "@effect/vitest"
import { WorkStopper } from "@job-lifecycle/engine"
import { NodeWorkStopper } from "@job-lifecycle/node"
import { describeWorkStopper } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { FakeRows } from "./FakeRows.ts"
import { rowsWorkWorld } from "./rowsWorkWorld.ts"

describeWorkStopper({ assert, describe, it }, "NodeWorkStopper", rowsWorkWorld())

const targetIn = (table: FakeRows) => ({
  work: null,
  token: "t",
  owner: {
    scheme: "node",
    label: "an owner that is gone",
    value: { pid: 9_999, startTicks: 1, uid: 0, ...table.scope }
  },
  includesOwner: false
})

const stopperOf = (table: FakeRows) =>
  Effect.provide(WorkStopper, Layer.provide(NodeWorkStopper.layerNoDeps, table.layer))

describe("stopping work, over a table written by hand", () => {
  it.effect("what has been asked already has its grace before it is asked again", () => {
    const table = new FakeRows()
    table.add(10, 2, "t")
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      const fiber = yield* Effect.forkChild(
        stopper.stop(targetIn(table), { graceMillis: 5_000, asked: true }),
        { startImmediately: true }
      )
      yield* TestClock.adjust(4_000)
      assert.deepStrictEqual(table.sent, [])
      table.remove(table.rows[0]!)
      yield* TestClock.adjust(1_000)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
      assert.deepStrictEqual(table.sent, [])
    })
  })

  it.effect(
    "what could not be named when it was started is unknown while somebody has its number (I7)",
    () => {
      const table = new FakeRows()
      const holder = table.add(10, 2, null)
      const target = targetIn(table)
      const value = { pid: 10, startTicks: null, uid: 0, leadsGroup: true, ...table.scope }
      return Effect.gen(function* () {
        const stopper = yield* stopperOf(table)
        const work = { scheme: "node", label: "pid 10", value }
        assert.strictEqual(yield* stopper.observe({ ...target, work }), "Unknown")
        table.remove(holder)
        table.hidden.add(10)
        assert.strictEqual(yield* stopper.observe({ ...target, work }), "Unknown")
        table.hidden.clear()
        assert.strictEqual(yield* stopper.observe({ ...target, work }), "Stopped")
        const owner = { ...target.owner, value: { ...target.owner.value, startTicks: null } }
        assert.strictEqual(yield* stopper.observe({ ...target, owner }), "Unknown")
        assert.deepStrictEqual(table.sent, [])
      })
    }
  )

  it.effect(
    "what is left of it, when that is what the caller was started by, runs on unsignalled",
    () => {
      const table = new FakeRows()
      table.add(10, 1, "t")
      table.add(2, 10, null)
      return Effect.gen(function* () {
        const stopper = yield* stopperOf(table)
        assert.strictEqual(yield* stopper.observe(targetIn(table)), "Running")
        for (const kill of [false, true]) {
          assert.strictEqual(yield* stopper.signalOnce(targetIn(table), { kill }), "Running")
        }
        assert.strictEqual(yield* stopper.stop(targetIn(table), { graceMillis: 5_000 }), "Running")
        assert.deepStrictEqual(table.sent, [])
      })
    }
  )

  it.effect("what ends when asked is not killed, and the grace is not waited out", () => {
    const table = new FakeRows()
    table.add(10, 2, "t")
    table.add(11, 10, null)
    table.react = (row, signal) => signal === "SIGCONT" && table.remove(row)
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      assert.strictEqual(yield* stopper.stop(targetIn(table), { graceMillis: 5_000 }), "Stopped")
      assert.deepStrictEqual(table.sent, ["SIGTERM 10", "SIGCONT 10", "SIGTERM 11", "SIGCONT 11"])
    })
  })

  it.effect("what is held is killed, though whoever does so is interrupted meanwhile", () => {
    const table = new FakeRows()
    table.add(10, 2, "t")
    return Effect.gen(function* () {
      const goesOn = yield* Deferred.make<void>()
      table.react = () => {
        table.wait = Deferred.await(goesOn)
      }
      const stopper = yield* stopperOf(table)
      const fiber = yield* Effect.forkChild(stopper.signalOnce(targetIn(table), { kill: true }), {
        startImmediately: true
      })
      assert.deepStrictEqual(table.sent, ["SIGSTOP 10"])
      fiber.interruptUnsafe()
      yield* Deferred.succeed(goesOn, undefined)
      yield* Fiber.await(fiber)
      assert.deepStrictEqual(table.sent, ["SIGSTOP 10", "SIGKILL 10"])
    })
  })

  it.effect("what is deaf is left its whole grace, then held, then killed", () => {
    const table = new FakeRows()
    table.add(10, 2, "t")
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      const fiber = yield* Effect.forkChild(stopper.stop(targetIn(table), { graceMillis: 5_000 }), {
        startImmediately: true
      })
      yield* TestClock.adjust(4_999)
      assert.deepStrictEqual(table.sent, ["SIGTERM 10", "SIGCONT 10"])
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
      assert.deepStrictEqual(table.sent.slice(2), ["SIGSTOP 10", "SIGKILL 10"])
    })
  })

  it.effect("a child that is forked while its tree is being held does not escape", () => {
    const table = new FakeRows()
    table.add(10, 2, "t")
    let forked = 10
    // Orphaned at once, in a session of its own, without the token: only its parent shows it.
    table.react = (row, signal) => {
      if (signal === "SIGSTOP" && forked < 14) table.add((forked += 1), row.pid, null)
    }
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      assert.strictEqual(yield* stopper.signalOnce(targetIn(table), { kill: true }), "Stopped")
      assert.deepStrictEqual(table.rows, [])
      assert.strictEqual(table.sent.filter((sent) => sent.startsWith("SIGKILL")).length, 5)
    })
  })

  it.effect("a child that appears only after a quiet look does not escape", () => {
    const table = new FakeRows()
    table.add(10, 2, "t")
    let looksAfterStop = -1
    table.react = (_, signal) => {
      if (signal === "SIGSTOP" && looksAfterStop < 0) looksAfterStop = 0
    }
    // The stop takes effect a little after the signal was sent, and the fork came in between.
    table.read = () => {
      if (looksAfterStop >= 0 && (looksAfterStop += 1) === 2) table.add(11, 10, null)
    }
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      assert.strictEqual(yield* stopper.signalOnce(targetIn(table), { kill: true }), "Stopped")
      assert.includeMembers(table.sent, ["SIGSTOP 11", "SIGKILL 11"])
    })
  })

  it.effect("a grandchild is still found when its parent ended at the first signal", () => {
    const table = new FakeRows()
    const parent = table.add(10, 2, "t")
    table.add(11, 10, null)
    table.react = (row, signal) => {
      if (signal !== "SIGTERM" || row.pid !== parent.pid) return
      table.remove(row)
      table.rows = table.rows.map((other) => ({ ...other, ppid: 1 }))
    }
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      assert.strictEqual(yield* stopper.stop(targetIn(table), { graceMillis: 0 }), "Stopped")
      assert.include(table.sent, "SIGKILL 11")
    })
  })

  it.effect("what survives everything is reported as running within a fixed margin", () => {
    const table = new FakeRows()
    const row = table.add(10, 2, "t")
    table.remove = () => {
      table.rows = [row]
    }
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      const fiber = yield* Effect.forkChild(stopper.stop(targetIn(table), { graceMillis: 1_000 }), {
        startImmediately: true
      })
      yield* TestClock.adjust(1_000)
      yield* TestClock.adjust(2_000)
      assert.strictEqual(yield* Fiber.join(fiber), "Running")
    })
  })

  it.effect(
    "what is on record and hidden is unknown, and so is what hides when it is asked",
    () => {
      const table = new FakeRows()
      const value = { pid: 10, startTicks: 100, uid: 0, leadsGroup: false, ...table.scope }
      const named = { ...targetIn(table), work: { scheme: "node", label: "a command", value } }
      table.hidden.add(10)
      return Effect.gen(function* () {
        const stopper = yield* stopperOf(table)
        assert.strictEqual(yield* stopper.observe(named), "Unknown")
        assert.strictEqual(yield* stopper.stop(named, { graceMillis: 5_000 }), "Unknown")
        table.add(11, 2, "t")
        table.react = (row) => {
          table.remove(row)
          table.hidden.add(row.pid)
        }
        assert.strictEqual(
          yield* stopper.stop(targetIn(table), { graceMillis: 5_000 }),
          "Unknown",
          "it is there no more"
        )
        assert.deepStrictEqual(table.sent, ["SIGTERM 11"])
      })
    }
  )

  it.effect("a table that cannot be read is unknown, and nothing is signalled", () => {
    const table = new FakeRows()
    table.add(10, 2, "t")
    table.scope = { ...table.scope, pidNamespace: null }
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      assert.strictEqual(yield* stopper.observe(targetIn(table)), "Unknown")
      assert.strictEqual(yield* stopper.stop(targetIn(table), { graceMillis: 1_000 }), "Unknown")
      assert.deepStrictEqual(table.sent, [])
    })
  })

  it.effect("a caller that carries the token is seen running, and never signalled", () => {
    const table = new FakeRows()
    const caller = table.add(2, 1, "t")
    return Effect.gen(function* () {
      const stopper = yield* stopperOf(table)
      assert.strictEqual(yield* stopper.observe(targetIn(table)), "Running")
      yield* stopper.signalOnce(targetIn(table), { kill: true })
      assert.deepStrictEqual([table.sent, table.rows], [[], [caller]])
    })
  })
})
