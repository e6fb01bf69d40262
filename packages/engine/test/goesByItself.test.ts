import { assert, describe, it } from "@effect/vitest"
import { JobLifecycle } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import type { Facade } from "./pruneWorld.ts"
import { at, ended, listed, pruned } from "./pruneWorld.ts"

const hour = 3_600_000
const day = 24 * hour

describe("what goes by itself", () => {
  /** A host that stays, as a process that waits for its job does. */
  const staying = (world: FakeWorld, use: (jobs: Facade) => Effect.Effect<unknown, unknown>) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(world.host().layer, scope)
      yield* Effect.flatMap(JobLifecycle, use).pipe(Effect.provide(context))
      yield* TestClock.adjust("1 second")
      yield* Scope.close(scope, Exit.void)
    })
  const submits = (jobs: Facade) => jobs.submit({ name: "next", claimDeadline: "90 days" })

  it.effect("goes at a submission, once a day", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const old = yield* ended(world, { read: true })
      const unread = yield* ended(world, { read: false })
      yield* TestClock.adjust("31 days")
      const young = yield* ended(world, { read: true })
      yield* staying(world, submits)
      const after = yield* listed(world)
      assert.notInclude(after, old)
      assert.includeMembers(after, [young, unread], "what nobody has seen stays (I8)")
      assert.strictEqual(world.backing.retentionDueAt! > 31 * day, true)

      world.backing.settled.set(young, 0)
      yield* staying(world, submits)
      assert.include(yield* listed(world), young, "not again on the same day")
      yield* TestClock.adjust("1 day")
      yield* staying(world, submits)
      assert.notInclude(yield* listed(world), young)
    })
  )

  it.effect("goes at a prune that names no limit too, and nothing else does (I8)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const old = yield* ended(world, { read: true })
      yield* ended(world, { read: false })
      yield* TestClock.adjust("31 days")
      yield* ended(world, { read: true })
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual((yield* pruned(world, {})).removed, [old])
    })
  )

  it.effect("is due a day later, though there was nothing that could go", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* ended(world, { read: true })
      yield* TestClock.adjust("2 days")
      yield* staying(world, submits)
      const left = world.backing.retentionDueAt! - 2 * day
      assert.isAbove(left, 23 * hour)
    })
  )

  it.effect("goes though it is said to be due much later, by a clock that was set back (F48)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const old = yield* ended(world, { read: true })
      yield* TestClock.adjust("31 days")
      world.backing.retentionDueAt = 365 * day
      yield* staying(world, submits)
      assert.notInclude(yield* listed(world), old)
    })
  )

  it.effect("is due again soon when its process ended before it was done", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const old = yield* ended(world, { read: true })
      yield* TestClock.adjust("31 days")
      world.backing.retentionDueAt = 0
      world.faults.fail = (operation) => (operation === "remove" ? "NotWritable" : null)
      yield* staying(world, submits)
      world.faults.fail = () => null
      yield* staying(world, submits)
      assert.include(yield* listed(world), old, "not at once")
      yield* TestClock.adjust("1 minute")
      yield* staying(world, submits)
      assert.notInclude(yield* listed(world), old)
    })
  )

  it.effect("goes on beside one job that cannot be taken away, for the rest of the day", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const stuck = yield* ended(world, { read: true })
      const old = yield* ended(world, { read: true })
      yield* TestClock.adjust("31 days")
      world.backing.retentionDueAt = 0
      const submitsAndRests = (jobs: Facade) =>
        Effect.andThen(submits(jobs), TestClock.adjust("1 second"))
      let tries = 0
      let sweeps = 0
      world.faults.fail = (operation) => {
        if (operation === "sweep") sweeps++
        return operation === "remove" && ++tries === 2 ? "Unexpected" : null
      }
      yield* staying(world, submitsAndRests)
      assert.includeMembers(yield* listed(world), [stuck])
      assert.notInclude(yield* listed(world), old)
      yield* TestClock.adjust("1 minute")
      yield* staying(world, submitsAndRests)
      assert.deepStrictEqual([tries, sweeps], [2, 1])
    })
  )

  it.effect("costs a host that submits all the time one question a minute", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      let questions = 0
      world.faults.fail = (operation) => {
        if (operation === "retentionDueAt") questions++
        return null
      }
      yield* staying(world, (jobs) =>
        Effect.gen(function* () {
          for (let n = 0; n < 20; n++) yield* submits(jobs)
          yield* TestClock.adjust("1 minute")
          for (let n = 0; n < 20; n++) yield* submits(jobs)
        })
      )
      assert.strictEqual(questions, 2)
    })
  )

  it.effect("never fails a submission, whatever fails of it", () =>
    Effect.gen(function* () {
      const operations = ["retentionDueAt", "postponeRetention", "history", "sweep"] as const
      for (const failing of operations) {
        const world = makeFakeWorld()
        world.faults.fail = (operation) => (operation === failing ? "Unexpected" : null)
        yield* staying(world, submits)
        const job = yield* at(world.host(), (jobs) => jobs.run({}, () => Effect.succeed(1)))
        assert.strictEqual(job.state._tag, "Settled", failing)
      }
    })
  )
})
