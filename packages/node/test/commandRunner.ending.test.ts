import { assert, describe, it } from "@effect/vitest"
import type { RunnerContext } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { isDefunct } from "../src/probe/parseStat.ts"
import { readProcess } from "../src/probe/readProcess.ts"
import { endAfterwards } from "./endAfterwards.ts"
import { failureOf, run, sh } from "./runCommand.ts"
import { untilTrue } from "./untilTrue.ts"

describe("commandRunner at the end of a command", () => {
  it.live("a grandchild that holds the pipes does not delay the end, and no output is lost", () =>
    Effect.gen(function* () {
      const { logged, result } = run(sh("sleep 600 & echo $!; seq 1 5000"))
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          const grandchild = Number(logged().split("\n")[0])
          if (grandchild > 1) process.kill(grandchild, "SIGKILL")
        })
      )
      const end = yield* result
      const numbers = logged().trim().split("\n")
      assert.strictEqual(end._tag, "Success")
      assert.strictEqual(numbers.at(-1), "5000")
    })
  )

  for (const [stream, script] of [
    ["standard output", "yes & echo $! >&2"],
    ["standard error", "yes >&2 & echo $!"]
  ] as const) {
    it.live(`lets go of ${stream} at the end of the command, whoever else writes to it`, () =>
      Effect.gen(function* () {
        const { logged, result } = run(sh(script))
        yield* result
        const writer = Number(/^\d+$/m.exec(logged())![0])
        yield* endAfterwards(writer)
        yield* untilTrue("it met a closed pipe", () => readProcess(writer)._tag === "Absent")
      })
    )
  }

  it.live("what the command left in its pipes at its exit is still logged", () =>
    Effect.gen(function* () {
      let bytes = 0
      const slowly = (chunk: string | Uint8Array) =>
        Effect.sync(() => {
          bytes += chunk.length
        }).pipe(Effect.delay("5 millis"))
      const script = "head -c 150000 /dev/zero; head -c 50000 /dev/zero >&2"
      yield* run(sh(script), {}, { log: slowly }).result
      assert.strictEqual(bytes, 200_000)
    })
  )

  /** Runs a command to its exit by the clock of the test, which then goes on for so many steps of 50 ms. */
  const exitedThenLater = (script: string, steps: number, log: RunnerContext["log"]) =>
    Effect.gen(function* () {
      const { result, works } = run(sh(script), {}, { log })
      const fiber = yield* Effect.forkChild(result, { startImmediately: true })
      const { pid } = works[0]!.value as { readonly pid: number }
      const isGone = () => readProcess(pid)._tag === "Absent"
      yield* TestClock.withLive(untilTrue("it has exited", isGone))
      for (let step = 0; step < steps; step++) {
        yield* TestClock.adjust("50 millis")
        yield* Effect.promise(() => new Promise(setImmediate))
      }
      return fiber
    })

  it.effect("a log that is slow counts as no silence: what is still in the pipes is logged", () =>
    Effect.gen(function* () {
      const through = yield* Deferred.make<void>()
      let bytes = 0
      const log = (chunk: string | Uint8Array) =>
        Effect.sync(() => {
          bytes += chunk.length
        }).pipe(Effect.andThen(Deferred.await(through)))
      // More than one read takes, and less than the pipe holds while nobody reads it.
      const fiber = yield* exitedThenLater("head -c 66000 /dev/zero", 8, log)
      yield* Deferred.succeed(through, undefined)
      yield* Fiber.join(fiber)
      assert.strictEqual(bytes, 66_000)
    })
  )

  it.effect("a log that never takes anything keeps no ended command from its end (I11)", () =>
    Effect.gen(function* () {
      const fiber = yield* exitedThenLater("echo out; exit 2", 20, () => Effect.never)
      assert.deepInclude(failureOf(yield* Fiber.join(fiber)), { exitCode: 2 })
    })
  )

  it.live("a grandchild that writes for ever keeps no ended command from its end", () =>
    Effect.gen(function* () {
      const chatty = "(while :; do echo tick; sleep 0.01; done) & exit 2"
      const end = yield* run(sh(chatty)).result
      assert.strictEqual((failureOf(end) as { readonly exitCode: number }).exitCode, 2)
    })
  )

  it.live("interrupted, it ends what still runs of the command and holds nothing of it", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const { result, works } = run(
        sh("echo ready; exec sleep 600"),
        {},
        {
          log: () => Effect.asVoid(Deferred.succeed(begun, undefined))
        }
      )
      const fiber = yield* Effect.forkChild(result, { startImmediately: true })
      yield* Deferred.await(begun)
      const { pid } = works[0]!.value as { readonly pid: number }
      yield* endAfterwards(pid)
      yield* Fiber.interrupt(fiber)
      yield* untilTrue("it is gone", () => readProcess(pid)._tag === "Absent")
    })
  )

  it.live("interrupted, it ends what a command in a session of its own has started, too", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<number>()
      const log = (chunk: string | Uint8Array) =>
        Effect.asVoid(Deferred.succeed(begun, Number(Buffer.from(chunk as Uint8Array).toString())))
      const { result } = run(sh("sleep 600 & echo $!; wait"), { ownSession: true }, { log })
      const fiber = yield* Effect.forkChild(result, { startImmediately: true })
      const grandchild = yield* Deferred.await(begun)
      yield* endAfterwards(grandchild)
      yield* Fiber.interrupt(fiber)
      yield* untilTrue("it is gone", () => readProcess(grandchild)._tag === "Absent")
    })
  )

  it.live("a command that could not be told of is ended, too", () =>
    Effect.gen(function* () {
      let pid = 0
      const { result } = run(
        sh("exec sleep 600"),
        {},
        {
          work: ({ value }) => {
            pid = (value as { readonly pid: number }).pid
            return Effect.die("of whoever is told")
          }
        }
      )
      const exit = yield* Effect.exit(result)
      yield* endAfterwards(pid)
      assert.strictEqual(exit._tag, "Failure")
      yield* untilTrue("it is gone", () => readProcess(pid)._tag === "Absent")
    })
  )

  it.live("its last words are logged though it is interrupted before it has noticed the end", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      let said = ""
      const log = (chunk: string | Uint8Array) =>
        Effect.suspend(() => {
          said += Buffer.from(chunk as Uint8Array).toString()
          return Effect.asVoid(Deferred.succeed(begun, undefined))
        })
      const script = "trap 'echo last words; exit 3' TERM; echo ready; while :; do sleep 0.01; done"
      const { result, works } = run(sh(script), {}, { log })
      const fiber = yield* Effect.forkChild(result, { startImmediately: true })
      yield* Deferred.await(begun)
      const { pid } = works[0]!.value as { readonly pid: number }
      yield* endAfterwards(pid)
      process.kill(pid, "SIGTERM")
      // Nothing else of this process runs until the command is dead and its end still unheard.
      const pause = new Int32Array(new SharedArrayBuffer(4))
      for (let seen = readProcess(pid); seen._tag === "Row" && !isDefunct(seen.stat);) {
        Atomics.wait(pause, 0, 0, 1)
        seen = readProcess(pid)
      }
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(said, "ready\nlast words\n")
    })
  )
})
