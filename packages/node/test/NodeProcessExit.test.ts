import { assert, describe, it } from "@effect/vitest"
import { ProcessExit } from "@job-lifecycle/engine"
import { NodeProcessExit } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { startFixture } from "./startProcess.ts"

const exiting = (code: number, uncaught: string | null) =>
  JSON.stringify({ _tag: "Exiting", code, uncaught })
const drained = JSON.stringify({ _tag: "Drained" })

const cases: ReadonlyArray<[string, string, ReadonlyArray<string>, string]> = [
  [
    "a loop that runs dry, in spite of our own timers, is told once and exits with 121",
    "drained",
    [drained],
    "121"
  ],
  ["a code that was set is kept", "drained with a code", [drained], "5"],
  ["a code 0 that was set is none", "drained with code 0", [drained], "121"],
  [
    "a loop that runs dry with no job open exits as it was",
    "drained with nothing open",
    [drained],
    "0"
  ],
  [
    "a loop that somebody wakes again is not told twice",
    "drained and woken",
    [drained, "woken"],
    "121"
  ],
  [
    "a guard that is opened after that has a word of its own",
    "drained and opened anew",
    [drained, exiting(9, null)],
    "9"
  ],
  ["an exit is told with its code", "exit", [exiting(7, null)], "7"],
  [
    "an uncaught exception is told with its message",
    "uncaught",
    [exiting(1, "Error: nobody catches this")],
    "1"
  ],
  [
    "of a long exception the beginning is told, so that it fits into the room of the last gasp",
    "uncaught at length",
    [exiting(1, `Error: ${"x".repeat(4_089)}`)],
    "1"
  ],
  [
    "an uncaught exception that has no text keeps nobody from the last word",
    "uncaught and unspeakable",
    [exiting(1, "an exception that cannot be shown")],
    "1"
  ],
  [
    "an unhandled rejection is told with its message",
    "rejected",
    [exiting(1, "Error: nobody handles this")],
    "1"
  ],
  [
    "an exception that the host handled is not blamed for a later exit",
    "handled earlier",
    [exiting(3, null)],
    "3"
  ],
  [
    "an exit from inside the host's handler is blamed on its exception",
    "exit in the handler",
    [exiting(3, "Error: the handler exits")],
    "3"
  ],
  [
    "an exception that the host's capture callback took is not blamed for a later exit",
    "captured earlier",
    [exiting(3, null)],
    "3"
  ],
  [
    "a loop that runs dry is told before the host can exit because of it",
    "exiting when drained",
    [drained],
    "3"
  ],
  [
    "a listener that the host had before and that throws does not keep it from its word",
    "throwing listener",
    [exiting(0, null)],
    "1"
  ],
  [
    "a hook that throws keeps neither another hook nor another listener from its word",
    "throwing hook",
    [exiting(7, null), exiting(7, null), "later listener"],
    "7"
  ],
  [
    "a job whose hook throws counts as open: a loop that runs dry exits with 121",
    "throwing hook when drained",
    [drained],
    "121"
  ],
  [
    "a job whose hook throws counts as open: an exit with 0 becomes one with 1",
    "throwing hook and exit code 0",
    [exiting(0, null)],
    "1"
  ]
]

describe("NodeProcessExit", () => {
  for (const [title, scenario, lines, by] of cases) {
    it.live(title, () =>
      Effect.gen(function* () {
        const fixture = yield* startFixture("endWithGuard", [scenario])
        assert.deepStrictEqual(yield* fixture.end, { lines, by }, fixture.stderr())
      })
    )
  }

  for (const [how, times] of [
    ["drained", 1],
    ["drained with nothing open", 0],
    ["exit", 0]
  ] as const) {
    it.live(`warns of a job that nothing can wake any more, and of no other: ${how}`, () =>
      Effect.gen(function* () {
        const fixture = yield* startFixture("endWithGuard", [how])
        yield* fixture.end
        const warned = fixture.stderr().match(/\[JOB_DRAINED\] JobLifecycleWarning/g) ?? []
        assert.lengthOf(warned, times)
      })
    )
  }

  it.effect("listeners are there only while a guard is open", () =>
    Effect.gen(function* () {
      const events = ["exit", "beforeExit", "uncaughtExceptionMonitor"] as const
      const installed = () => events.map((event) => process.listenerCount(event))
      const before = installed()
      const { guard } = yield* ProcessExit
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* guard(() => false)
          yield* guard(() => false)
          assert.deepStrictEqual(
            installed(),
            before.map((n) => n + 1)
          )
        })
      )
      assert.deepStrictEqual(installed(), before)
    }).pipe(Effect.provide(NodeProcessExit.layer))
  )
})
