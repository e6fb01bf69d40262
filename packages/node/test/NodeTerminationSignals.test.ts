import { assert, describe, it } from "@effect/vitest"
import { TerminationSignals } from "@job-lifecycle/engine"
import { NodeTerminationSignals } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { startFixture } from "./startProcess.ts"

const watched = ["SIGTERM", "SIGINT", "SIGHUP"] as const

const installed = () => watched.map((signal) => process.listenerCount(signal))

/** Starts the fixture with both of its jobs open. */
const openJobs = (onLast: "exit" | "report" | "both", scenario: string) =>
  Effect.gen(function* () {
    const fixture = yield* startFixture("openJobs", [onLast, scenario])
    assert.strictEqual(yield* fixture.line, "first open")
    assert.strictEqual(yield* fixture.line, "second open")
    return fixture
  })

const bothHeard = (signal: string) => [`first ${signal}`, `second ${signal}`]

describe("NodeTerminationSignals", () => {
  for (const [signal, code] of [
    ["SIGTERM", "143"],
    ["SIGINT", "130"],
    ["SIGHUP", "129"]
  ] as const) {
    it.live(`${signal} is told to every open job, and after the last one ends with ${code}`, () =>
      Effect.gen(function* () {
        const { child, end } = yield* openJobs("exit", "settle")
        child.kill(signal)
        assert.deepStrictEqual(yield* end, { lines: bothHeard(signal), by: code })
      })
    )
  }

  it.live("with report the caller goes on, and nothing of ours is installed any more", () =>
    Effect.gen(function* () {
      const { child, end } = yield* openJobs("report", "settle")
      child.kill("SIGTERM")
      const lines = [...bothHeard("SIGTERM"), "closed, 0 0 0"]
      assert.deepStrictEqual(yield* end, { lines, by: "0" })
    })
  )

  it.live("the process ends after its last job where any of its jobs was opened to exit", () =>
    Effect.gen(function* () {
      const { child, end } = yield* openJobs("both", "settle")
      child.kill("SIGTERM")
      assert.deepStrictEqual(yield* end, { lines: bothHeard("SIGTERM"), by: "143" })
    })
  )

  it.live("a host that listens itself decides about its own end", () =>
    Effect.gen(function* () {
      const { child, end } = yield* openJobs("exit", "listener")
      child.kill("SIGTERM")
      const { by, lines } = yield* end
      assert.include(lines, "the host heard it too")
      assert.include(lines, "closed, 1 0 0")
      assert.strictEqual(by, "0")
    })
  )

  it.live(
    "a host that runs one short job after the other is ended by a signal all the same (F07)",
    () =>
      Effect.gen(function* () {
        const { child, end, line } = yield* startFixture("shortJobs", [yield* temporaryFolder])
        assert.strictEqual(yield* line, "running")
        child.kill("SIGTERM")
        const { by, lines } = yield* end
        assert.deepStrictEqual(lines, [])
        // While no job is open the signal is the host's, and Node's default.
        assert.include(["143", "SIGTERM"], by)
      })
  )

  it.live("a signal that comes in the turn in which the last job closes is heard (F07)", () =>
    Effect.gen(function* () {
      const { end } = yield* startFixture("signalledAtItsEnd")
      assert.deepStrictEqual(yield* end, { lines: [], by: "143" })
    })
  )

  for (const when of ["early", "late"] as const) {
    const opened = when === "early" ? ["first open", "second open"] : ["first open"]
    it.live(
      `of two plugins with a copy of ours each, the last one to end, ${when}, ends the process`,
      () =>
        Effect.gen(function* () {
          const folder = yield* temporaryFolder
          const { child, end, line } = yield* startFixture("twoPlugins", [folder, when])
          assert.strictEqual(yield* line, "two copies")
          const open = yield* Effect.forEach(opened, () => line)
          assert.sameMembers(open, opened)
          child.kill("SIGTERM")
          const { by, lines } = yield* end
          assert.deepStrictEqual([by, lines.at(-1)], ["143", "second let go"])
        })
    )
  }

  it.live("a job that opens after the signal hears of it too", () =>
    Effect.gen(function* () {
      const { child, end } = yield* openJobs("exit", "late")
      child.kill("SIGHUP")
      const { by, lines } = yield* end
      assert.include(lines, "late SIGHUP")
      assert.strictEqual(by, "129")
    })
  )

  for (const second of watched) {
    it.live(`after a SIGTERM that hangs, ${second} ends the process at once, by force`, () =>
      Effect.gen(function* () {
        const { child, end, line } = yield* openJobs("exit", "hang")
        child.kill("SIGTERM")
        assert.deepStrictEqual([yield* line, yield* line], bothHeard("SIGTERM"))
        child.kill(second)
        const { by, lines } = yield* end
        const forced = JSON.stringify({ _tag: "Forced", signal: second })
        assert.deepStrictEqual(lines, [forced, forced])
        assert.strictEqual(by, { SIGTERM: "143", SIGINT: "130", SIGHUP: "129" }[second])
      })
    )
  }

  it.effect("handlers are there from the first open job to the last, and at no other time", () =>
    Effect.gen(function* () {
      const before = installed()
      const { open } = yield* TerminationSignals
      const [first, second] = [yield* Scope.make(), yield* Scope.make()]
      yield* Effect.asVoid(Scope.provide(open, first))
      const with1 = installed()
      yield* Effect.asVoid(Scope.provide(open, second))
      assert.deepStrictEqual(
        with1,
        before.map((n) => n + 1)
      )
      assert.deepStrictEqual(installed(), with1)
      yield* Scope.close(first, Exit.void)
      assert.deepStrictEqual(installed(), with1)
      yield* Scope.close(second, Exit.void)
      assert.deepStrictEqual(installed(), before)
    }).pipe(Effect.provide(NodeTerminationSignals.layer({ onLast: "report" })))
  )

  it.effect("a signal of one period is forgotten in the next", () =>
    Effect.gen(function* () {
      const { open } = yield* TerminationSignals
      yield* Effect.scoped(
        Effect.gen(function* () {
          const received = yield* open
          process.emit("SIGHUP", "SIGHUP")
          assert.strictEqual(yield* received, "SIGHUP")
        })
      )
      yield* Effect.scoped(
        Effect.gen(function* () {
          const received = yield* open
          process.emit("SIGINT", "SIGINT")
          assert.strictEqual(yield* received, "SIGINT")
        })
      )
    }).pipe(Effect.provide(NodeTerminationSignals.layer({ onLast: "report" })))
  )
})
