import { assert, describe, it } from "@effect/vitest"
import type { Job, RunOptions, Runner } from "@job-lifecycle/engine"
import { ExitCodeZero, JobLifecycle, RunnerFailed, RunnerNotStarted } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

class Refused extends Data.TaggedError("Refused")<{ readonly retryAfter: number }> {}

const runIn = <A, E>(host: FakeHost, runner: Runner<A, E>, options: RunOptions = {}) =>
  Effect.flatMap(JobLifecycle, (jobs) => jobs.run(options, runner)).pipe(Effect.provide(host.layer))

const outcomeOf = (job: Job) =>
  job.state._tag === "Settled" ? job.state.settlement.outcome : assert.fail("it is not settled")

const workOf = (job: Job) => (job.state._tag === "Settled" ? job.state.work : "Running")

/** Starts a job and answers once its runner runs; `during` makes the ending happen. */
const ending = <A, E>(
  runner: (started: Effect.Effect<unknown>) => Runner<A, E>,
  options: RunOptions,
  during: (world: FakeWorld, host: FakeHost) => Effect.Effect<unknown>
) =>
  Effect.gen(function* () {
    const world = makeFakeWorld()
    const host = world.host()
    const started = yield* Deferred.make<void>()
    const fiber = yield* Effect.forkChild(
      runIn(host, runner(Deferred.succeed(started, undefined)), options)
    )
    yield* Deferred.await(started)
    yield* during(world, host)
    const job = yield* Fiber.join(fiber)
    assert.strictEqual(host.signals.open(), 0, "nothing of ours listens for signals afterwards")
    assert.strictEqual(host.exit.open(), 0, "no exit guard is left")
    const outcomes = world.writes.filter(({ fact }) => fact === "outcome")
    assert.strictEqual(outcomes.length, 1, "exactly one outcome is written")
    return { job, outcome: outcomeOf(job) }
  })

const forever =
  (started: Effect.Effect<unknown>): Runner =>
  () =>
    Effect.andThen(started, Effect.never)

const advance = (duration: Parameters<typeof TestClock.adjust>[0]) => () =>
  TestClock.adjust(duration)

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
    ["no result", Effect.void, { _tag: "Failed", defect: true }, null],
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
      "exit 3",
      Effect.fail(new RunnerFailed({ message: "m", exitCode: 3, signal: null, stderrTail: "e" })),
      { _tag: "Failed", exitCode: 3, stderrTail: "e" },
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
        const job = yield* runIn(makeFakeWorld().host(), () => runner)
        const outcome: Record<string, unknown> = { ...outcomeOf(job) }
        for (const [key, value] of Object.entries(expected)) assert.deepEqual(outcome[key], value)
        assert.deepStrictEqual(job.result, result as never)
        assert.strictEqual(workOf(job), "Stopped")
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

describe("the world around the runner", () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    it.effect(`${signal} to the owner settles as Signalled`, () =>
      Effect.gen(function* () {
        const { outcome } = yield* ending(forever, {}, (_, host) =>
          Effect.sync(() => host.signals.deliver(signal))
        )
        assert.deepStrictEqual(outcome, { _tag: "Signalled", signal })
      })
    )
  }

  const leaving =
    (answered: boolean, then: Effect.Effect<string>) =>
    (started: Effect.Effect<unknown>): Runner =>
    (job) =>
      Effect.gen(function* () {
        if (answered) yield* job.answered()
        yield* job.clientExit(Effect.as(Effect.sleep("1 second"), "it closed the socket"))
        yield* started
        return yield* then
      })

  it.effect("a client that is gone before an answer settles as ClientExited", () =>
    Effect.gen(function* () {
      const { outcome } = yield* ending(leaving(false, Effect.never), {}, advance("1 second"))
      assert.deepStrictEqual(outcome, {
        _tag: "ClientExited",
        reason: "it closed the socket",
        answered: false
      })
    })
  )

  it.effect("an answer that had arrived before the client left becomes the result", () =>
    Effect.gen(function* () {
      const slow = Effect.as(Effect.sleep("3 seconds"), "the answer")
      const { job, outcome } = yield* ending(leaving(true, slow), {}, advance("4 seconds"))
      assert.strictEqual(outcome._tag, "Completed")
      assert.strictEqual(job.result, "the answer")
    })
  )

  it.effect("a runner that makes nothing of the answer is given up after the grace", () =>
    Effect.gen(function* () {
      const { outcome } = yield* ending(leaving(true, Effect.never), {}, advance("10 seconds"))
      assert.deepStrictEqual(outcome, {
        _tag: "ClientExited",
        reason: "it closed the socket",
        answered: true
      })
    })
  )

  it.effect("interrupting the run cancels the job", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host()
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        runIn(host, forever(Deferred.succeed(started, undefined)))
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      const outcome = world.writes.find(({ fact }) => fact === "outcome")?.value
      assert.nestedPropertyVal(outcome, "outcome._tag", "Cancelled")
    })
  )
})

describe("bounded-endings", () => {
  it.effect("the outcome is on record before a wedged runner is told to stop", () =>
    Effect.gen(function* () {
      const { job, outcome } = yield* ending(
        (started): Runner =>
          () =>
            Effect.andThen(started, Effect.uninterruptible(Effect.never)),
        { timeLimit: "1 minute", grace: "5 seconds" },
        (world) =>
          Effect.gen(function* () {
            yield* TestClock.adjust("1 minute")
            assert.isTrue(world.writes.some(({ fact }) => fact === "outcome"))
            yield* TestClock.adjust("5 seconds")
          })
      )
      assert.strictEqual(outcome._tag, "TimedOut")
      assert.strictEqual(workOf(job), "Running", "an abandoned runner counts as running")
    })
  )

  it.effect(
    "an abandoned runner that ends after all is recorded as stopped, its result as late",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const host = world.host()
        const release = yield* Deferred.make<string>()
        const fiber = yield* Effect.forkChild(
          runIn(
            host,
            (runner) =>
              Effect.uninterruptible(Effect.tap(Deferred.await(release), runner.answered)),
            {
              timeLimit: "1 minute",
              grace: "5 seconds"
            }
          )
        )
        yield* TestClock.adjust("66 seconds")
        const job = yield* Fiber.join(fiber)
        yield* Deferred.succeed(release, "too late")
        yield* TestClock.adjust("1 second")
        const later = yield* Effect.provide(
          Effect.flatMap(JobLifecycle, (jobs) => jobs.get(job.id)),
          host.layer
        )
        assert.strictEqual(outcomeOf(later)._tag, "TimedOut")
        assert.strictEqual(workOf(later), "Stopped")
        assert.strictEqual(later.late?.value, "too late")
        assert.isNull(later.result)
      })
  )

  it.effect("the abort signal reaches the runner when its job has ended another way", () =>
    Effect.gen(function* () {
      let aborted = false
      yield* ending(
        (started): Runner =>
          (job) => {
            job.signal.addEventListener("abort", () => {
              aborted = true
            })
            return Effect.andThen(started, Effect.never)
          },
        { timeLimit: "1 minute" },
        advance("1 minute")
      )
      assert.isTrue(aborted)
    })
  )
})
