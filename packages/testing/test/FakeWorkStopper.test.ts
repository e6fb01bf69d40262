import { assert, describe, it } from "@effect/vitest"
import { WorkStopper } from "@job-lifecycle/engine"
import {
  FakeProcessTable,
  FakeWorkStopper,
  describeWorkStopper,
  fakeWorkWorld
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

describeWorkStopper({ assert, describe, it }, "FakeWorkStopper", fakeWorkWorld())

const worldOf = () => {
  const table = new FakeProcessTable()
  const self = table.spawn()
  return { table, self, layer: FakeWorkStopper.layer(table, self) }
}

describe("FakeWorkStopper", () => {
  it.effect("what the token or a parent shows is stopped, and a stranger is left alone", () => {
    const { layer, self, table } = worldOf()
    const leader = table.spawn({ parent: self, token: "t" })
    const child = table.spawn({ parent: leader })
    const stranger = table.spawn({ token: "another" })
    const ours = { owner: table.identify(self), includesOwner: false }
    const target = { work: table.identify(leader), token: "t", ...ours }
    return Effect.gen(function* () {
      const stopper = yield* WorkStopper
      assert.strictEqual(yield* stopper.observe(target), "Running")
      assert.strictEqual(yield* stopper.stop(target, { graceMillis: 1_000 }), "Stopped")
      assert.deepStrictEqual(
        table.signals.map(({ to }) => to),
        [leader, child]
      )
      assert.isTrue(table.isAlive(stranger))
      assert.isTrue(table.isAlive(self))
    }).pipe(Effect.provide(layer))
  })

  it.effect("what is deaf is killed when its grace is over", () => {
    const { layer, self, table } = worldOf()
    const leader = table.spawn({ parent: self, token: "t", deaf: true })
    const ours = { owner: table.identify(self), includesOwner: false }
    const target = { work: null, token: "t", ...ours }
    return Effect.gen(function* () {
      const stopper = yield* WorkStopper
      const fiber = yield* Effect.forkChild(stopper.stop(target, { graceMillis: 1_000 }), {
        startImmediately: true
      })
      yield* TestClock.adjust(999)
      assert.isTrue(table.isAlive(leader))
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* Fiber.join(fiber), "Stopped")
      assert.isFalse(table.isAlive(leader))
    }).pipe(Effect.provide(layer))
  })

  it.effect("work that cannot be located is unknown and is not signalled", () => {
    const { layer, self, table } = worldOf()
    const leader = table.spawn({ parent: self, token: "t" })
    const ours = { owner: table.identify(self), includesOwner: false }
    const target = { work: { ...table.identify(leader), value: {} }, token: "t", ...ours }
    return Effect.gen(function* () {
      const stopper = yield* WorkStopper
      assert.strictEqual(yield* stopper.stop(target, { graceMillis: 1_000 }), "Unknown")
      assert.deepStrictEqual(table.signals, [])
    }).pipe(Effect.provide(layer))
  })
})
