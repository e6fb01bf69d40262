import { assert, describe, it } from "@effect/vitest"
import type { RunnerContext } from "@job-lifecycle/engine"
import type { FakeProcess, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, start } from "./hosts.ts"

describe("what a command's runner starts while it is being stopped", () => {
  it.effect("is stopped too, though the first look came before it (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const started: Array<FakeProcess> = []
      const options = { command: ["x"], timeLimit: "1 minute" } as const
      const { id } = yield* start(world, options, ({ token }) =>
        Effect.onInterrupt(Effect.never, () =>
          Effect.sync(() => void started.push(world.table.spawn({ token })))
        )
      )
      yield* TestClock.adjust("1 minute")
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(outcomeOf(job)?._tag, "TimedOut")
      assert.deepStrictEqual(
        started.map((process) => world.table.isAlive(process)),
        [false]
      )
      assert.deepInclude(job.state, { work: "Stopped" })
    })
  )
})

/** Starts a process when it is interrupted, and names it. */
const startsOneMore =
  (world: FakeWorld, started: Array<FakeProcess>, after: Effect.Effect<void> = Effect.void) =>
  (job: RunnerContext) =>
    Effect.onInterrupt(Effect.never, () =>
      Effect.suspend(() => {
        const process = world.table.spawn({})
        started.push(process)
        return Effect.andThen(job.work(world.table.identify(process)), after)
      })
    )

describe("what a function's runner starts and names while it is being stopped", () => {
  it.effect("is stopped too (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const started: Array<FakeProcess> = []
      const { id } = yield* start(world, { timeLimit: "1 minute" }, startsOneMore(world, started))
      yield* TestClock.adjust("1 minute")
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(outcomeOf(job)?._tag, "TimedOut")
      assert.deepStrictEqual(
        started.map((process) => world.table.isAlive(process)),
        [false]
      )
      assert.deepInclude(job.state, { work: "Stopped" })
    })
  )

  it.effect("is stopped by a reader, where the owner died before it looked again (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const started: Array<FakeProcess> = []
      const wedged = startsOneMore(world, started, Effect.never)
      const owner = yield* start(world, { timeLimit: "1 minute" }, wedged)
      // Within the grace: what it has named since is stopped after that.
      yield* TestClock.adjust("61 seconds")
      assert.isTrue(world.table.isAlive(started[0]!))
      yield* killSilently(world, owner)
      yield* at(world.host(), (jobs) => jobs.reconcile)
      assert.deepStrictEqual(
        started.map((process) => world.table.isAlive(process)),
        [false]
      )
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.strictEqual(outcomeOf(job)?._tag, "TimedOut")
      assert.deepInclude(job.state, { work: "Stopped" })
    })
  )

  it.effect("is stopped though its runner waits for it, and the runner ends with it (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const started: Array<FakeProcess> = []
      const itsEnd = Effect.callback<void>((resume) => {
        world.table.onEnd.add((process) => {
          if (process === started[0]) resume(Effect.void)
        })
      })
      const waiting = startsOneMore(world, started, itsEnd)
      const { id } = yield* start(world, { timeLimit: "1 minute" }, waiting)
      yield* TestClock.adjust("2 minutes")
      assert.isFalse(world.table.isAlive(started[0]!))
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepInclude(job.state, { work: "Stopped" })
    })
  )

  it.effect("is none of the job's once the runner has ended", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const given: Array<RunnerContext> = []
      const { fiber, id } = yield* start(world, {}, (job) =>
        Effect.sync(() => {
          given.push(job)
          return "done"
        })
      )
      yield* Fiber.join(fiber)
      const stranger = world.table.spawn()
      yield* given[0]!.work(world.table.identify(stranger))
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.isNull(job.work)
      assert.isTrue(world.table.isAlive(stranger))
    })
  )
})
