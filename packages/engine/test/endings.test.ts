import { assert, describe, it } from "@effect/vitest"
import type { Runner } from "@job-lifecycle/engine"
import { ExitCodeZero, RunnerFailed, RunnerNotStarted } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import type { Json } from "effect/Schema"
import { TestClock } from "effect/testing"
import { Refused, runIn, outcomeOf, workOf, ending, forever, advance } from "./endingHarness.ts"

const long = "a".repeat(1_100_000)
const cut = `${"a".repeat(8_192)}… (cut)`

const nested = (levels: number): Json => {
  let json: Json = 1
  for (let level = 0; level < levels; level++) json = [json]
  return json
}

describe("the runner's own end", () => {
  const ends: ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown>, object, unknown]> = [
    [
      "an explicit result",
      Effect.succeed({ answer: 42 }),
      { _tag: "Completed", result: "Recorded" },
      { answer: 42 }
    ],
    [
      "null, which is a result",
      Effect.succeed(null),
      { _tag: "Completed", result: "Recorded" },
      null
    ],
    [
      "a command's exit 0",
      Effect.succeed(ExitCodeZero),
      { _tag: "Completed", result: "ExitCode" },
      null
    ],
    [
      "no result",
      Effect.void,
      {
        _tag: "Failed",
        defect: true,
        message: "the runner ended without a result; a completed job gives an explicit one"
      },
      null
    ],
    ["a value that is not JSON", Effect.succeed(() => 1), { _tag: "Failed", defect: true }, null],
    [
      "a cycle",
      Effect.sync(() => {
        const a: Record<string, unknown> = {}
        a["a"] = a
        return a
      }),
      { _tag: "Failed" },
      null
    ],
    [
      "a value that nests too deep",
      Effect.sync(() => nested(1_001)),
      { _tag: "Failed", defect: true },
      null
    ],
    [
      "a value that nests as deep as is kept",
      Effect.sync(() => nested(1_000)),
      { _tag: "Completed", result: "Recorded" },
      nested(1_000)
    ],
    [
      "a defect",
      Effect.die(new Error("broken")),
      { _tag: "Failed", defect: true, message: "broken" },
      null
    ],
    [
      "a typed failure",
      Effect.fail(new Refused({ retryAfter: 30 })),
      { _tag: "Failed", defect: false, error: { _tag: "Refused", retryAfter: 30 } },
      null
    ],
    [
      "a failure that is a text",
      Effect.fail("no luck"),
      { _tag: "Failed", message: "no luck" },
      null
    ],
    [
      "a failure with undefined, as a promise can be rejected,",
      Effect.fail(undefined),
      { _tag: "Failed", defect: false, message: "undefined", error: undefined },
      null
    ],
    [
      "a failure of many words",
      Effect.fail(long),
      { _tag: "Failed", message: cut, error: undefined },
      null
    ],
    [
      "an interruption from inside",
      Effect.interrupt,
      { _tag: "Failed", defect: false, message: "the runner was interrupted from inside" },
      null
    ],
    [
      "exit 3",
      Effect.fail(new RunnerFailed({ message: "m", exitCode: 3, signal: null, stderrTail: "e" })),
      { _tag: "Failed", defect: false, message: "m", exitCode: 3, stderrTail: "e" },
      null
    ],
    [
      "a command that a signal ended",
      Effect.fail(
        new RunnerFailed({ message: "m", exitCode: null, signal: "SIGKILL", stderrTail: "" })
      ),
      { _tag: "Failed", exitCode: null, signal: "SIGKILL" },
      null
    ],
    [
      "a command that says very much of its end",
      Effect.fail(new RunnerFailed({ message: long, exitCode: 3, signal: null, stderrTail: "" })),
      { _tag: "Failed", message: cut },
      null
    ],
    [
      "a spawn that says very much of its failure",
      Effect.fail(new RunnerNotStarted({ message: long, code: null, stderrTail: "" })),
      { _tag: "NeverStarted", message: cut },
      null
    ],
    [
      "a failure whose message is long",
      Effect.fail(new Error(long)),
      { _tag: "Failed", defect: false, message: cut, error: undefined },
      null
    ],
    [
      "a failure that is data alone",
      Effect.fail({ code: 7 }),
      { _tag: "Failed", message: '{"code":7}', error: { code: 7 } },
      null
    ],
    [
      "a failure that has a name alone",
      Effect.fail({ _tag: "Refused", message: "" }),
      { _tag: "Failed", message: "Refused", error: { _tag: "Refused", message: "" } },
      null
    ],
    [
      "a failure with null",
      Effect.fail(null),
      { _tag: "Failed", defect: false, message: "null", error: null },
      null
    ],
    [
      "a spawn that failed",
      Effect.fail(new RunnerNotStarted({ message: "m", code: "ENOENT", stderrTail: "" })),
      { _tag: "NeverStarted", reason: "SpawnFailed", code: "ENOENT" },
      null
    ]
  ]
  for (const [name, runner, expected, result] of ends) {
    it.effect(`${name} settles as ${(expected as { _tag: string })._tag}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const job = yield* runIn(world.host(), () => runner)
        const outcome: Record<string, unknown> = { ...outcomeOf(job) }
        for (const [key, value] of Object.entries(expected)) assert.deepEqual(outcome[key], value)
        assert.deepStrictEqual(job.result, result as never)
        assert.strictEqual(workOf(job), "Stopped")
        // To whoever finds its owner dead a moment earlier, a result on record means that it completed.
        const isRecorded = world.writes.some(({ fact }) => fact === "result")
        assert.strictEqual(isRecorded, outcome["result"] === "Recorded")
      })
    )
  }
})

describe("limits", () => {
  it.effect("a runner that never answers settles as TimedOut at the limit, not before", () =>
    Effect.gen(function* () {
      const { outcome } = yield* ending(forever, {}, (world) =>
        Effect.gen(function* () {
          yield* TestClock.adjust("1799 seconds")
          assert.isFalse(world.writes.some(({ fact }) => fact === "outcome"))
          yield* TestClock.adjust("1 second")
        })
      )
      assert.deepStrictEqual(outcome, { _tag: "TimedOut", limitMillis: 1_800_000 })
    })
  )

  it.effect("zero switches the total limit off", () =>
    Effect.gen(function* () {
      const { outcome } = yield* ending(forever, { timeLimit: 0 }, (world, host) =>
        Effect.gen(function* () {
          yield* TestClock.adjust("30 days")
          assert.isFalse(world.writes.some(({ fact }) => fact === "outcome"))
          host.signals.deliver("SIGTERM")
        })
      )
      assert.strictEqual(outcome._tag, "Signalled")
    })
  )

  it.effect("a silent runner settles as Stalled with the last thing that was heard", () =>
    Effect.gen(function* () {
      const { outcome } = yield* ending(
        (started): Runner =>
          (job) =>
            job
              .progress({ phase: "thinking" })
              .pipe(Effect.andThen(started), Effect.andThen(Effect.never)),
        { silence: "8 seconds" },
        advance("10 seconds")
      )
      assert.deepStrictEqual(outcome, {
        _tag: "Stalled",
        silenceMillis: 8_000,
        lastEvent: "thinking"
      })
    })
  )

  for (const [what, update, heard] of [
    ["a message alone", { message: "half done" }, "half done"],
    ["a phase with its message", { phase: "reading", message: "half done" }, "reading"],
    ["no word of its own", { resumeHandle: "thread 7" }, "progress"]
  ] as const) {
    it.effect(`and where that was ${what}, "${heard}" is it`, () =>
      Effect.gen(function* () {
        const { outcome } = yield* ending(
          (started): Runner =>
            (job) =>
              job.progress(update).pipe(Effect.andThen(started), Effect.andThen(Effect.never)),
          { silence: "8 seconds" },
          advance("10 seconds")
        )
        assert.deepInclude(outcome, { _tag: "Stalled", lastEvent: heard })
      })
    )
  }

  it.effect("a runner that goes on talking is not stalled", () =>
    Effect.gen(function* () {
      const { outcome } = yield* ending(
        (started): Runner =>
          (job) =>
            Effect.gen(function* () {
              yield* started
              for (let n = 0; n < 20; n++) {
                yield* Effect.sleep("4 seconds")
                job.heard("tick")
              }
              return 20
            }),
        { silence: "8 seconds" },
        advance("81 seconds")
      )
      assert.strictEqual(outcome._tag, "Completed")
    })
  )
})
