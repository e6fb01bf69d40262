import { assert, describe, it } from "@effect/vitest"
import type { JobId, Runner } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { Facade } from "./hosts.ts"
import { at, outcomeOf, start } from "./hosts.ts"

/** Counts how many live of the fibers that an effect has begun. */
const counting = () => {
  let living = 0
  const service: Metric.FiberRuntimeMetricsService = {
    recordFiberStart: () => living++,
    recordFiberEnd: () => living--
  }
  return {
    living: () => living,
    counted: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.provideService(effect, Metric.FiberRuntimeMetrics, service)
  }
}

interface Running {
  readonly id: JobId
  readonly host: FakeHost
  readonly fiber: Fiber.Fiber<unknown, unknown>
}

interface Ending {
  readonly options?: object
  readonly runner: Runner<unknown, unknown>
  /** What happens once the runner runs. */
  readonly happens?: (world: FakeWorld, running: Running) => Effect.Effect<unknown, unknown>
  readonly tag: string
}

const second = Effect.sleep("1 second")
const endings: Record<string, Ending> = {
  "its runner gave a result": { tag: "Completed", runner: () => Effect.as(second, 1) },
  "its runner gave a result, and its client stayed": {
    tag: "Completed",
    runner: (job) => Effect.andThen(job.clientExit(Effect.never), Effect.as(second, 1))
  },
  "its runner failed": { tag: "Failed", runner: () => Effect.andThen(second, Effect.fail("no")) },
  "its runner broke": { tag: "Failed", runner: () => Effect.andThen(second, Effect.die("no")) },
  "its time was over": {
    tag: "TimedOut",
    options: { timeLimit: "1 second" },
    runner: () => Effect.never
  },
  "nothing was heard of it": {
    tag: "Stalled",
    options: { silence: "1 second" },
    runner: () => Effect.never
  },
  "its client went away": {
    tag: "ClientExited",
    runner: (job) => Effect.andThen(job.clientExit(Effect.as(second, "gone")), Effect.never)
  },
  "its owner was told to end": {
    tag: "Signalled",
    runner: () => Effect.never,
    happens: (_, { host }) => Effect.sync(() => host.signals.deliver("SIGTERM"))
  },
  "somebody cancelled it": {
    tag: "Cancelled",
    runner: () => Effect.never,
    happens: (world, { id }) => at(world.host(), (jobs) => jobs.cancel(id, { by: "user" }))
  },
  "its run was interrupted": {
    tag: "Cancelled",
    runner: () => Effect.never,
    happens: (_, { fiber }) => Effect.asVoid(Fiber.interrupt(fiber))
  }
}

describe("no fiber is left of a job (I12 nothing-leaks)", () => {
  for (const [why, { options = {}, runner, tag, happens }] of Object.entries(endings)) {
    it.effect(`that has ended since ${why}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { counted, living } = counting()
        const running = yield* counted(start(world, options, runner as Runner))
        assert.isAbove(living(), 1)
        if (happens !== undefined) yield* Effect.forkChild(Effect.ignore(happens(world, running)))
        yield* TestClock.adjust("1 minute")
        yield* Fiber.await(running.fiber)
        const job = yield* at(world.host(), (jobs) => jobs.get(running.id))
        assert.strictEqual(outcomeOf(job)?._tag, tag)
        assert.strictEqual(living(), 0)
      })
    )
  }

  it.effect("whose runner would not end, once it has", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { counted, living } = counting()
      const leave = yield* Deferred.make<void>()
      const deaf = Effect.uninterruptible(Effect.as(Deferred.await(leave), 1))
      const { fiber } = yield* counted(start(world, { timeLimit: "1 second" }, () => deaf))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.await(fiber)
      assert.strictEqual(living(), 2, "the runner, and who waits for it")
      yield* Deferred.succeed(leave, undefined)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(living(), 0)
    })
  )

  const readings: Record<string, (jobs: Facade, id: JobId) => Effect.Effect<unknown, unknown>> = {
    wait: (jobs, id) => jobs.wait(id),
    follow: (jobs, id) => Stream.runDrain(jobs.follow(id)),
    followLog: (jobs, id) => Stream.runDrain(jobs.followLog(id, 0)),
    settled: (jobs) => Stream.runDrain(jobs.settled()),
    list: (jobs) => jobs.list()
  }
  for (const [name, ask] of Object.entries(readings)) {
    it.effect(`to whoever asked for it by ${name}, and no longer wants to know`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { counted, living } = counting()
        const { id } = yield* start(world)
        const reader = yield* Effect.forkChild(counted(at(world.host(), (jobs) => ask(jobs, id))), {
          startImmediately: true
        })
        yield* TestClock.adjust("1 minute")
        yield* Fiber.interrupt(reader)
        assert.strictEqual(living(), 0)
      })
    )
  }
})
