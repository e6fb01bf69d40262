import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Started } from "./command.ts"
import { job, jobsOf, makeRoot, startNode, until } from "./command.ts"
import { readersAgree } from "./readersAgree.ts"

const fixture = new URL("fixtures/functionJob.ts", import.meta.url).pathname

/** One way for a host's function job to end, made to happen to a real host. */
interface Ending {
  readonly title: string
  readonly scenario: string
  /** Done once the runner has printed "running". */
  readonly act?: (started: Started, root: string) => Effect.Effect<unknown>
  readonly outcome: Readonly<Record<string, unknown>>
  /** How the host's own process ends. */
  readonly host: number | string
  /** The exit code of `wait` and `result`. */
  readonly code: number
  readonly result?: unknown
}

const send = (signal: NodeJS.Signals) => (started: Started) =>
  Effect.sync(() => started.child.kill(signal))

const untilSettled = (root: string) =>
  until(
    "the job is settled",
    Effect.map(job(root, ["status", "--json"]), (read) => jobsOf(read)[0]?.state === "settled")
  )

const failed = { tag: "Failed", signal: null, stderrTail: "" }

const endings: ReadonlyArray<Ending> = [
  {
    title: "a function that answers is Completed",
    scenario: "success",
    outcome: { tag: "Completed", result: "Recorded" },
    host: 0,
    code: 0,
    result: { answer: 42 }
  },
  {
    title: "a function that ends without a result is Failed",
    scenario: "no-result",
    outcome: { ...failed, defect: true, exitCode: null },
    host: 0,
    code: 1
  },
  {
    title: "a thrown defect is Failed",
    scenario: "defect",
    outcome: { ...failed, defect: true, message: "the runner is broken" },
    host: 0,
    code: 1
  },
  {
    title: "a runner that throws before it is an effect is Failed",
    scenario: "throws",
    outcome: { ...failed, defect: true, message: "it threw at once" },
    host: 0,
    code: 1
  },
  {
    title: "a typed failure is Failed, with its data",
    scenario: "typed-failure",
    outcome: { ...failed, defect: false, error: { _tag: "Refused", retryAfter: 30 } },
    host: 0,
    code: 1
  },
  {
    title: "process.exit(7) inside the runner is Failed with 7",
    scenario: "exit-7",
    outcome: { ...failed, exitCode: 7 },
    host: 7,
    code: 7
  },
  {
    title:
      "process.exit(7) after the whole store was removed is Failed with 7, on a record made anew",
    scenario: "removed-exit-7",
    outcome: { ...failed, exitCode: 7 },
    host: 7,
    code: 7
  },
  {
    title:
      "a runner that nothing can wake after the store was removed is Drained, on a record made anew",
    scenario: "removed-unsettled",
    outcome: { tag: "Drained" },
    host: 121,
    code: 121
  },
  {
    title: "process.exit(0) inside the runner is no success, for its host neither",
    scenario: "exit-0",
    outcome: { ...failed, exitCode: null },
    host: 1,
    code: 1
  },
  {
    title: "a runner that nothing can wake is Drained, and its host does not exit with 0",
    scenario: "unsettled",
    outcome: { tag: "Drained" },
    host: 121,
    code: 121
  },
  {
    title: "a promise that nobody can settle is Drained",
    scenario: "unsettled-promise",
    outcome: { tag: "Drained" },
    host: 121,
    code: 121
  },
  {
    title: "an uncaught exception outside the runner is Failed with its message",
    scenario: "uncaught",
    outcome: { ...failed, defect: true, exitCode: 1 },
    host: 1,
    code: 1
  },
  {
    title: "an unhandled rejection outside the runner is Failed with its message",
    scenario: "rejected",
    outcome: { ...failed, defect: true, exitCode: 1 },
    host: 1,
    code: 1
  },
  {
    title: "a function past its time limit is TimedOut",
    scenario: "busy+time-limit",
    outcome: { tag: "TimedOut", limitMillis: 100 },
    host: 0,
    code: 124
  },
  {
    title: "a function that will not stop is TimedOut all the same",
    scenario: "wedged+time-limit-wedged",
    outcome: { tag: "TimedOut", limitMillis: 100 },
    host: 0,
    code: 124
  },
  {
    title: "a function past its silence limit is Stalled",
    scenario: "busy+silence",
    outcome: { tag: "Stalled", silenceMillis: 100 },
    host: 0,
    code: 124
  },
  {
    title: "a function whose client is gone is ClientExited",
    scenario: "client-exit",
    outcome: { tag: "ClientExited", reason: "the broker closed its socket", answered: false },
    host: 0,
    code: 121
  },
  {
    title: "an answer that had arrived before the client left is kept",
    scenario: "client-exit-answered",
    outcome: { tag: "Completed", result: "Recorded" },
    host: 0,
    code: 0,
    result: { answer: "kept" }
  },
  {
    title: "a function whose client, a process, is killed in the middle is ClientExited",
    scenario: "client-killed",
    outcome: { tag: "ClientExited", reason: "ended by SIGKILL", answered: false },
    host: 0,
    code: 121
  },
  {
    title: "a function whose connection is cut in the middle is ClientExited",
    scenario: "connection-cut",
    outcome: { tag: "ClientExited", reason: "the connection was closed", answered: false },
    host: 0,
    code: 121
  },
  {
    title: "a host that was killed with a recorded result and no outcome yet leaves Completed",
    scenario: "killed-before-outcome",
    outcome: { tag: "Completed", result: "Recorded" },
    host: "SIGKILL",
    code: 0,
    result: { answer: "recorded" }
  },
  ...(
    [
      ["SIGTERM", 143],
      ["SIGINT", 130],
      ["SIGHUP", 129]
    ] as const
  ).map(([signal, code]): Ending => ({
    title: `a host that gets ${signal} leaves Signalled and exits with ${code}`,
    scenario: "busy",
    act: send(signal),
    outcome: { tag: "Signalled", signal },
    host: code,
    code
  })),
  {
    title: "two signals in a row end a wedged host at once, and the first one is on record",
    scenario: "wedged+long-grace",
    act: (started, root) =>
      Effect.gen(function* () {
        yield* send("SIGTERM")(started)
        yield* untilSettled(root)
        yield* send("SIGINT")(started)
      }),
    outcome: { tag: "Signalled", signal: "SIGTERM" },
    host: 130,
    code: 143
  },
  {
    title: "a host that was killed leaves Orphaned",
    scenario: "busy",
    act: send("SIGKILL"),
    outcome: { tag: "Orphaned", reason: "Exited" },
    host: "SIGKILL",
    code: 121
  },
  {
    title: "a function that is cancelled from another process is Cancelled, and its host goes on",
    scenario: "busy",
    act: (_, root) =>
      Effect.gen(function* () {
        const [running] = jobsOf(yield* job(root, ["status", "--json"]))
        const cancelled = yield* job(root, ["cancel", running!.id, "--json"])
        assert.strictEqual(cancelled.code, 0, cancelled.stdout)
      }),
    outcome: { tag: "Cancelled" },
    host: 0,
    code: 120
  }
]

describe("a function job in a host, and what a fresh process finds", () => {
  for (const ending of endings) {
    it.live(ending.title, () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const args = ["--conditions=source", fixture, root, ending.scenario]
        const started = yield* startNode(root, args)
        if (ending.act !== undefined) {
          yield* started.printed("running")
          yield* ending.act(started, root)
        }
        const host = yield* started.ended
        const { first, result, waited } = yield* readersAgree(root)
        const outcome: Record<string, unknown> = { ...first.outcome }
        for (const [field, value] of Object.entries(ending.outcome)) {
          assert.deepStrictEqual(outcome[field], value, field)
        }
        assert.strictEqual(first.work, "stopped")
        assert.deepStrictEqual(first.result, (ending.result ?? null) as never)
        assert.strictEqual(host.signal ?? host.code, ending.host, host.stderr)
        assert.deepStrictEqual([waited.code, result.code], [ending.code, ending.code])
      })
    )
  }
})
