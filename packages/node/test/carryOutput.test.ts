import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { EventEmitter } from "node:events"
import { once } from "node:events"
import { Readable, Writable } from "node:stream"
import { vi } from "vitest"
import { carryOutput } from "../src/command/carryOutput.ts"
import type { CommandExit, StartedCommand } from "../src/command/startCommand.ts"
import { TailBuffer } from "../src/command/TailBuffer.ts"
import { recordedContext } from "./runnerContext.ts"

/** A stream of ours whose reader is gone. */
const unread = () =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("EPIPE"), { code: "EPIPE" }))
  })

/** Carries two lines of each stream of a command that then exits, while nobody reads what is ours. */
const carriedUnread = Effect.gen(function* () {
  const own = { stdout: unread(), stderr: unread() }
  for (const name of ["stdout", "stderr"] as const) {
    const spy = vi.spyOn(process, name, "get").mockReturnValue(own[name] as never)
    yield* Effect.addFinalizer(() => Effect.sync(() => spy.mockRestore()))
  }
  const child = { stdout: new Readable({ read() {} }), stderr: new Readable({ read() {} }) }
  const exited = yield* Deferred.make<CommandExit>()
  const { job, logged } = recordedContext()
  const tail = new TailBuffer(1_000)
  const command = { child, exited } as unknown as StartedCommand
  const carrying = yield* Effect.forkChild(carryOutput(command, "stream", job, tail), {
    startImmediately: true
  })
  const until = (stream: EventEmitter, event: string) => Effect.promise(() => once(stream, event))
  const errorUnread = until(own.stderr, "error")
  child.stderr.push("err 1\n")
  yield* errorUnread
  const outClosed = until(child.stdout, "close")
  child.stdout.push("out 1\n")
  yield* outClosed
  const errorClosed = until(child.stderr, "close")
  for (const rest of ["err 2\n", null]) child.stderr.push(rest)
  if (!child.stderr.destroyed) yield* errorClosed
  yield* Deferred.succeed(exited, { code: 1, signal: null })
  yield* Fiber.join(carrying)
  return { logged: logged(), tail: tail.text() }
})

describe("what a command writes while nobody reads what is ours any more", () => {
  it.effect("ends its standard output, as in a pipe, and none of its standard error (F44)", () =>
    Effect.gen(function* () {
      const { logged, tail } = yield* carriedUnread
      assert.strictEqual(logged, "err 1\nout 1\nerr 2\n")
      assert.strictEqual(tail, "err 1\nerr 2\n")
    })
  )
})
