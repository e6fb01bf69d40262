import { assert, describe, it } from "@effect/vitest"
import { WorkStopper } from "@job-lifecycle/engine"
import { NodeWorkStopper } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { FakeRows } from "./FakeRows.ts"

const graceMillis = 5_000

/** A stop of the process 10, which is deaf, has begun. */
const stopping = (table: FakeRows, asked = false) =>
  Effect.gen(function* () {
    table.add(10, 2, "t")
    const stopper = yield* WorkStopper
    const value = { pid: 9_999, startTicks: 1, uid: 0, ...table.scope }
    const owner = { scheme: "node", label: "an owner that is gone", value }
    const target = { work: null, token: "t", owner, includesOwner: false }
    return yield* Effect.forkChild(stopper.stop(target, { graceMillis, asked }), {
      startImmediately: true
    })
  }).pipe(Effect.provide(Layer.provide(NodeWorkStopper.layerNoDeps, table.layer)))

const request = ["SIGTERM 10", "SIGCONT 10"]
const end = ["SIGSTOP 10", "SIGKILL 10"]

describe("a process table that cannot be read for a moment", () => {
  it.effect("during the grace hides nobody from the kill (I7)", () => {
    const table = new FakeRows()
    table.react = (_, signal) => {
      table.unread = signal === "SIGCONT"
    }
    return Effect.gen(function* () {
      const fiber = yield* stopping(table)
      yield* TestClock.adjust(1_000)
      assert.deepStrictEqual(table.sent, request)
      table.unread = false
      yield* TestClock.adjust(graceMillis)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
      assert.deepStrictEqual(table.sent, [...request, ...end])
    })
  })

  it.effect("when the grace ends is read again, and hides nobody from the kill (I7)", () => {
    const table = new FakeRows()
    return Effect.gen(function* () {
      const fiber = yield* stopping(table)
      yield* TestClock.adjust(graceMillis - 100)
      table.unread = true
      yield* TestClock.adjust(1_000)
      assert.deepStrictEqual(table.sent, request)
      table.unread = false
      yield* TestClock.adjust(100)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
      assert.deepStrictEqual(table.sent, [...request, ...end])
    })
  })

  it.effect("before the request is read again, and nobody is killed who was not asked", () => {
    const table = new FakeRows()
    table.unread = true
    return Effect.gen(function* () {
      const fiber = yield* stopping(table)
      yield* TestClock.adjust(1_000)
      table.unread = false
      yield* TestClock.adjust(1_000)
      assert.deepStrictEqual(table.sent, request)
      yield* TestClock.adjust(graceMillis)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
      assert.deepStrictEqual(table.sent, [...request, ...end])
    })
  })

  it.effect(
    "until the grace has begun leaves the whole of it to those who are asked only then",
    () => {
      const table = new FakeRows()
      table.unread = true
      return Effect.gen(function* () {
        const fiber = yield* stopping(table)
        yield* TestClock.adjust(3_000)
        assert.deepStrictEqual(table.sent, [])
        table.unread = false
        yield* TestClock.adjust(graceMillis - 1)
        assert.deepStrictEqual(table.sent, request)
        yield* TestClock.adjust(1_000)
        assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
        assert.deepStrictEqual(table.sent, [...request, ...end])
      })
    }
  )

  it.effect("takes no grace from what was asked already", () => {
    const table = new FakeRows()
    table.unread = true
    return Effect.gen(function* () {
      const fiber = yield* stopping(table, true)
      table.unread = false
      yield* TestClock.adjust(graceMillis - 1)
      assert.deepStrictEqual(table.sent, [])
      yield* TestClock.adjust(1_000)
      assert.deepStrictEqual(table.sent, request)
      yield* TestClock.adjust(graceMillis)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
    })
  })

  /** The child 11, which only its parent shows, is forked in the instant in which that is held. */
  const forkingWhenHeld = () => {
    const table = new FakeRows()
    table.react = (row, signal) => {
      if (signal !== "SIGSTOP" || row.pid !== 10) return
      table.add(11, 10, null)
      table.unread = true
    }
    return table
  }

  it.effect("while a tree is held is read again, so that no child of it escapes (I7)", () => {
    const table = forkingWhenHeld()
    return Effect.gen(function* () {
      const fiber = yield* stopping(table)
      yield* TestClock.adjust(graceMillis)
      assert.deepStrictEqual(table.sent, [...request, "SIGSTOP 10"])
      table.unread = false
      yield* TestClock.adjust(100)
      assert.deepStrictEqual(table.sent.slice(2).toSorted(), [
        "SIGKILL 10",
        "SIGKILL 11",
        "SIGSTOP 10",
        "SIGSTOP 11"
      ])
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
    })
  })

  it.effect("and stays so, leaves no tree held for long: what is known of it is killed", () => {
    const table = forkingWhenHeld()
    return Effect.gen(function* () {
      const fiber = yield* stopping(table)
      yield* TestClock.adjust(graceMillis)
      assert.strictEqual(table.sent.at(-1), "SIGSTOP 10")
      yield* TestClock.adjust(1_000)
      assert.strictEqual(table.sent.at(-1), "SIGKILL 10")
      yield* TestClock.adjust(graceMillis)
      assert.strictEqual(yield* Fiber.join(fiber), "Unknown")
    })
  })

  it.effect("after the kill is read again, until it shows that this was the end", () => {
    const table = new FakeRows()
    table.read = () => {
      table.unread = table.sent.includes("SIGKILL 10")
    }
    return Effect.gen(function* () {
      const fiber = yield* stopping(table)
      yield* TestClock.adjust(graceMillis)
      assert.strictEqual(table.sent.at(-1), "SIGKILL 10")
      table.read = () => {
        table.unread = false
      }
      yield* TestClock.adjust(1_000)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
    })
  })

  it.effect("and stays so, is unknown within the grace and a margin", () => {
    const table = new FakeRows()
    table.unread = true
    return Effect.gen(function* () {
      const fiber = yield* stopping(table)
      yield* TestClock.adjust(graceMillis + 5_000)
      assert.isDefined(fiber.pollUnsafe(), "nothing is waited for any more")
      assert.strictEqual(yield* Fiber.join(fiber), "Unknown")
      assert.deepStrictEqual(table.sent, [])
    })
  })
})
