import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
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

/** Begins to carry the standard output of a command that has exited, which never ends. */
const carryingAfterExit = Effect.gen(function* () {
  const child = { stdout: new Readable({ read() {} }), stderr: new Readable({ read() {} }) }
  const exited = yield* Deferred.make<CommandExit>()
  yield* Deferred.succeed(exited, { code: 0, signal: null })
  const { job, logged } = recordedContext()
  const command = { child, exited } as unknown as StartedCommand
  const carrying = yield* Effect.forkChild(
    carryOutput(command, "log", job, new TailBuffer(1_000)),
    { startImmediately: true }
  )
  return { stdout: child.stdout, carrying, logged }
})

const aTurn = Effect.promise(() => new Promise(setImmediate))

/** What is logged when so many parts come, each before a pause is due, and then no more. */
const loggedOf = (parts: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { carrying, logged, stdout } = yield* carryingAfterExit
    for (const part of parts) {
      stdout.push(part)
      yield* aTurn
      yield* TestClock.adjust("50 millis")
    }
    yield* TestClock.adjust("50 millis")
    assert.deepStrictEqual(carrying.pollUnsafe(), Exit.succeed({ code: 0, signal: null }))
    return logged()
  })

describe("what a command left in a pipe that somebody else holds open", () => {
  it.effect("is carried as long as there is some, however fast it is logged", () =>
    Effect.gen(function* () {
      const parts = ["one\n", "two\n", "three\n"]
      assert.strictEqual(yield* loggedOf(parts), parts.join(""))
    })
  )

  it.effect("is not waited for when there is none (I11 bounded-endings)", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* loggedOf([]), "")
    })
  )

  it.live("is carried though this process was held up until the silence seemed to be over", () =>
    Effect.gen(function* () {
      yield* aTurn
      const { carrying, logged, stdout } = yield* carryingAfterExit
      // It can be read in the next turn, and timers are due before that.
      setImmediate(() => stdout.push("left\n"))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
      yield* Fiber.join(carrying)
      assert.strictEqual(logged(), "left\n")
    })
  )
})
