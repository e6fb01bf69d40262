import { assert, describe, it } from "@effect/vitest"
import type { Runner, RunnerContext } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { runIn, outcomeOf, workOf, ending, forever, advance } from "./endingHarness.ts"

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
    (answered: boolean, then: Effect.Effect<string>, why = "it closed the socket") =>
    (started: Effect.Effect<unknown>): Runner =>
    (job) =>
      Effect.gen(function* () {
        if (answered) yield* job.answered()
        yield* job.clientExit(Effect.as(Effect.sleep("1 second"), why))
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

  it.effect(
    "what is told of a client's end is kept up to a length that every reader can bear",
    () =>
      Effect.gen(function* () {
        const long = leaving(false, Effect.never, "x".repeat(1_000_000))
        const { outcome } = yield* ending(long, {}, advance("1 second"))
        assert.propertyVal(outcome, "reason", `${"x".repeat(8_192)}… (cut)`)
      })
  )

  it.effect("whoever watches the client lets go of it when the job is over otherwise", () =>
    Effect.gen(function* () {
      let letGo = false
      const watched = Effect.onInterrupt(Effect.never, () => Effect.sync(() => (letGo = true)))
      const { outcome } = yield* ending(
        (started) => (job) =>
          Effect.andThen(job.clientExit(watched), Effect.as(started, "the result")),
        {},
        advance("1 second")
      )
      assert.strictEqual(outcome._tag, "Completed")
      assert.isTrue(letGo)
    })
  )

  it.effect("and when its runner will not end (I12 nothing-leaks)", () =>
    Effect.gen(function* () {
      let watching = 0
      const watched = Effect.acquireUseRelease(
        Effect.sync(() => watching++),
        () => Effect.never,
        () => Effect.sync(() => watching--)
      )
      const names = (job: RunnerContext) => Effect.repeat(job.clientExit(watched), { times: 2 })
      const deaf = Promise.withResolvers<RunnerContext>()
      const { job, outcome } = yield* ending(
        (started) => (runner) => {
          deaf.resolve(runner)
          return Effect.andThen(
            Effect.andThen(names(runner), started),
            Effect.uninterruptible(Effect.never)
          )
        },
        { timeLimit: "1 minute", grace: "5 seconds" },
        advance("70 seconds")
      )
      assert.deepStrictEqual([outcome._tag, workOf(job), watching], ["TimedOut", "Running", 0])
      yield* names(yield* Effect.promise(() => deaf.promise))
      assert.strictEqual(watching, 0)
    })
  )

  it.effect("and when its runner was ended with it (I12 nothing-leaks)", () =>
    Effect.gen(function* () {
      let letGo = false
      const watched = Effect.onInterrupt(Effect.never, () => Effect.sync(() => (letGo = true)))
      const { outcome } = yield* ending(
        (started) => (job) =>
          job.clientExit(watched).pipe(Effect.andThen(started), Effect.andThen(Effect.never)),
        { timeLimit: "1 minute" },
        advance("1 minute")
      )
      assert.deepStrictEqual([outcome._tag, letGo], ["TimedOut", true])
    })
  )

  for (const [tag, end] of [
    ["Completed", Effect.succeed("the result")],
    ["TimedOut", Effect.never]
  ] as const) {
    it.effect(
      `a deaf watcher of the client of a job that is ${tag} has a grace and no more (I11)`,
      () =>
        Effect.gen(function* () {
          const deaf = Effect.uninterruptible(Effect.never)
          const options = { timeLimit: "1 minute", grace: "5 seconds" } as const
          const fiber = yield* Effect.forkDetach(
            runIn(
              makeFakeWorld().host(),
              (job) => Effect.andThen(job.clientExit(deaf), end),
              options
            ),
            { startImmediately: true }
          )
          yield* TestClock.adjust("65 seconds")
          assert.isDefined(fiber.pollUnsafe())
          assert.strictEqual(outcomeOf(yield* Fiber.join(fiber))._tag, tag)
        })
    )
  }

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

  it.effect("a runner that obeys its abort signal has what it gives kept as late", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const runner: Runner = (job) =>
        Effect.callback<string>((resume) => {
          job.signal.addEventListener("abort", () => resume(Effect.succeed("what it had")))
        })
      const fiber = yield* Effect.forkChild(runIn(world.host(), runner, { timeLimit: "1 minute" }))
      yield* TestClock.adjust("2 minutes")
      const job = yield* Fiber.join(fiber)
      assert.strictEqual(outcomeOf(job)._tag, "TimedOut")
      assert.deepStrictEqual([job.result, job.late?.value], [null, "what it had"])
    })
  )

  it.effect("whoever asks for the abort signal after the end finds it aborted", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const release = yield* Deferred.make<void>()
      let aborted: boolean | null = null
      const runner: Runner = (job) =>
        Effect.uninterruptible(
          Effect.andThen(
            Deferred.await(release),
            Effect.sync(() => (aborted = job.signal.aborted))
          )
        )
      yield* Effect.forkChild(runIn(world.host(), runner, { timeLimit: "1 minute" }))
      yield* TestClock.adjust("2 minutes")
      yield* Deferred.succeed(release, undefined)
      yield* TestClock.adjust("1 second")
      assert.isTrue(aborted)
    })
  )

  for (const [what, signalOf] of [
    ["", (job: RunnerContext) => job.signal],
    [", of a copy too", (job: RunnerContext) => ({ ...job }).signal],
    [", through a proxy too", (job: RunnerContext) => new Proxy(job, {}).signal]
  ] as const) {
    it.effect(`the abort signal reaches the runner when its job has ended another way${what}`, () =>
      Effect.gen(function* () {
        let aborted = false
        yield* ending(
          (started): Runner =>
            (job) => {
              signalOf(job).addEventListener("abort", () => {
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
  }
})
