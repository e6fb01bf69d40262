import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Readable } from "node:stream"
import type { OwnOutput } from "../src/command/OwnOutput.ts"
import { pumpOutput } from "../src/command/pumpOutput.ts"
import type { CommandExit } from "../src/command/startCommand.ts"

/** Pumps so many chunks of a command, by default one that has exited, and answers how many bytes were logged. */
const logged = (chunks: number, chunk: Uint8Array, own: OwnOutput | null, hasExited = true) =>
  Effect.gen(function* () {
    let bytes = 0
    const exited = yield* Deferred.make<CommandExit>()
    if (hasExited) yield* Deferred.succeed(exited, { code: 0, signal: null })
    yield* pumpOutput(Readable.from(Array.from({ length: chunks }, () => chunk)), {
      log: (part) =>
        Effect.sync(() => {
          bytes += part.length
        }),
      keep: () => {},
      own,
      closeWithOwn: true,
      exited,
      activity: { chunks: 0, busy: 0 }
    })
    return bytes
  })

describe("what is carried of a command that has exited", () => {
  it.effect("is all that it left, though our own reader takes nothing any more", () =>
    Effect.gen(function* () {
      const stuck = { write: () => Effect.never }
      assert.strictEqual(yield* logged(3, Buffer.alloc(1_000), stuck), 3_000)
    })
  )

  it.effect("is no more than it can have left in its pipe, whoever else writes to that", () =>
    Effect.gen(function* () {
      const chunk = Buffer.alloc(65_536)
      const bytes = yield* logged(64, chunk, null)
      assert.isAtLeast(bytes, 1_048_576)
      assert.isAtMost(bytes, 1_048_576 + 2 * chunk.length)
    })
  )
})

describe("what is carried of a command that runs", () => {
  it.effect("is all that it writes, however much that is", () =>
    Effect.gen(function* () {
      const chunk = Buffer.alloc(65_536)
      assert.strictEqual(yield* logged(64, chunk, null, false), 64 * chunk.length)
    })
  )

  it.effect("ends where its pipe cannot be read any more, and nobody else's work with it", () =>
    Effect.gen(function* () {
      const source = new Readable({ read() {} })
      const pump = yield* Effect.forkChild(
        pumpOutput(source, {
          log: () => Effect.void,
          keep: () => {},
          own: null,
          closeWithOwn: true,
          exited: yield* Deferred.make<CommandExit>(),
          activity: { chunks: 0, busy: 0 }
        }),
        { startImmediately: true }
      )
      source.destroy(new Error("reset"))
      yield* Fiber.join(pump)
    })
  )
})
