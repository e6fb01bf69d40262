import { assert } from "@effect/vitest"
import type { Job, RunOptions, Runner } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

export class Refused extends Data.TaggedError("Refused")<{ readonly retryAfter: number }> {}

export const runIn = <A, E>(host: FakeHost, runner: Runner<A, E>, options: RunOptions = {}) =>
  Effect.flatMap(JobLifecycle, (jobs) => jobs.run(options, runner)).pipe(Effect.provide(host.layer))

export const outcomeOf = (job: Job) =>
  job.state._tag === "Settled" ? job.state.settlement.outcome : assert.fail("it is not settled")

export const workOf = (job: Job) => (job.state._tag === "Settled" ? job.state.work : "Running")

/** Starts a job and answers once its runner runs; `during` makes the ending happen. */
export const ending = <A, E>(
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

export const forever =
  (started: Effect.Effect<unknown>): Runner =>
  () =>
    Effect.andThen(started, Effect.never)

export const advance = (duration: Parameters<typeof TestClock.adjust>[0]) => () =>
  TestClock.adjust(duration)
