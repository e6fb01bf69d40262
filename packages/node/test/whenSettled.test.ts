import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as v8 from "node:v8"
import * as vm from "node:vm"
import { vi } from "vitest"
import { whenSettled } from "../src/promises/whenSettled.ts"

/** How many of these are still held by anything. */
const held = async (ones: ReadonlyArray<WeakRef<object>>): Promise<number> => {
  // A WeakRef holds what it refers to until the turn is over.
  await new Promise(setImmediate)
  v8.setFlagsFromString("--expose-gc")
  const collectGarbage = vm.runInNewContext("gc") as () => void
  collectGarbage()
  return ones.filter((one) => one.deref() !== undefined).length
}

/** Five who wait for the same. */
const waitingFor = (promise: unknown) =>
  Array.from({ length: 5 }, () => Effect.runFork(whenSettled(promise)))

describe("the end of one promise", () => {
  for (const [how, settled] of [
    ["fulfilled", () => Promise.resolve("over")],
    ["rejected", () => Promise.reject("over")]
  ] as const) {
    it(`is told to all who ask before it is ${how}, and to whoever asks after`, async () => {
      const promise = settled()
      const all = waitingFor(promise).map((waiting) => Effect.runPromise(Fiber.join(waiting)))
      assert.deepStrictEqual([...new Set(await Promise.all(all))], ["over"])
      assert.strictEqual(await Effect.runPromise(whenSettled(promise)), "over")
    })
  }

  it("is listened to once, whoever asks (I12 nothing-leaks)", async () => {
    const promise = new Promise(() => {})
    const listening = vi.spyOn(promise, "then")
    for (const waiting of waitingFor(promise)) await Effect.runPromise(Fiber.interrupt(waiting))
    assert.strictEqual(listening.mock.calls.length, 1)
  })

  for (const [when, over] of [
    ["does not come", false],
    ["has come", true]
  ] as const) {
    it(`that ${when} keeps nobody who has waited for it (I12 nothing-leaks)`, async () => {
      const { promise, resolve } = Promise.withResolvers<string>()
      const gone: Array<WeakRef<object>> = []
      for (const waiting of waitingFor(promise)) gone.push(new WeakRef(waiting))
      if (over) resolve("over")
      for (const one of gone) {
        const end = over ? Fiber.join : Fiber.interrupt
        await Effect.runPromise(end(one.deref() as Fiber.Fiber<unknown>))
      }
      // Something may still hold the last.
      assert.isAtMost(await held(gone), 1)
      // The promise outlives them.
      assert.instanceOf(promise, Promise)
    })
  }
})
