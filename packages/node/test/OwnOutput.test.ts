import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { OutputStream } from "../src/command/OwnOutput.ts"
import { lostOwnOutput, openOwnOutput } from "../src/command/OwnOutput.ts"

type Done = (error?: Error | null) => void

/** A stream that keeps every write waiting until it is told how that came out. */
const waitingStream = (writable = true) => {
  const writes: Array<Done> = []
  const listeners: Array<() => void> = []
  const stream: OutputStream = {
    writable,
    write: (_chunk, done) => writes.push(done) > 0,
    on: (_event, listener) => listeners.push(listener),
    off: (_event, listener) => listeners.splice(listeners.indexOf(listener), 1)
  }
  return { stream, writes, listeners }
}

/** Opens it as one command does, until it is let go. */
const opened = (stream: OutputStream) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const own = yield* Scope.provide(openOwnOutput(stream), scope)
    return { own, letGo: Scope.close(scope, Exit.void) }
  })

const failure = (code: string) => Object.assign(new Error(`${code}: a test made it fail`), { code })

const chunk = Buffer.from("x")

describe("our own output, while commands write through it", () => {
  it.effect(
    "has one listener for its error until the last write of the last of them is through",
    () =>
      Effect.gen(function* () {
        const { listeners, stream, writes } = waitingStream()
        const [first, second] = [yield* opened(stream), yield* opened(stream)]
        assert.strictEqual(listeners.length, 1)
        const through = first.own.write(chunk)
        yield* second.letGo
        yield* first.letGo
        const third = yield* opened(stream)
        assert.strictEqual(listeners.length, 1)
        yield* third.letGo
        assert.strictEqual(listeners.length, 1)
        writes[0]!()
        assert.isTrue(yield* through)
        assert.strictEqual(listeners.length, 0)
        const fourth = yield* opened(stream)
        const last = fourth.own.write(chunk)
        writes[1]!()
        assert.isTrue(yield* last)
        assert.strictEqual(listeners.length, 1)
        yield* fourth.letGo
        assert.strictEqual(listeners.length, 0)
      })
  )

  it.effect("takes nothing after an error, whose event comes later and ends nobody", () =>
    Effect.gen(function* () {
      const { listeners, stream, writes } = waitingStream()
      const first = yield* opened(stream)
      const [one, two] = [first.own.write(chunk), first.own.write(chunk)]
      writes[0]!(failure("ENOSPC"))
      writes[1]!(failure("EIO"))
      assert.deepStrictEqual([yield* one, yield* two], [false, false])
      yield* first.letGo
      const second = yield* opened(stream)
      assert.isFalse(yield* second.own.write(chunk))
      yield* second.letGo
      assert.deepStrictEqual([writes.length, listeners.length], [2, 1])
      assert.match(lostOwnOutput(stream)!, /^ENOSPC/)
    })
  )

  it.effect("takes nothing once it is closed, and has lost nothing", () =>
    Effect.gen(function* () {
      const { stream, writes } = waitingStream(false)
      const { own, letGo } = yield* opened(stream)
      assert.isFalse(yield* own.write(chunk))
      yield* letGo
      assert.deepStrictEqual([writes.length, lostOwnOutput(stream)], [0, null])
    })
  )
})
