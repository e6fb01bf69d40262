import { assert, describe, it } from "@effect/vitest"
import type { Job, RunOptions } from "@job-lifecycle/engine"
import type { FakeProcess, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { Facade } from "./hosts.ts"
import { at, killSilently, outcomeOf, outcomesWritten, start } from "./hosts.ts"

const workOf = ({ state }: Job) => (state._tag === "Settled" ? state.work : null)

/** A job whose work is a process of its own. */
const withWork = (world: FakeWorld, options: RunOptions, deaf = false) =>
  Effect.gen(function* () {
    const recorded = yield* Deferred.make<FakeProcess>()
    const owner = yield* start(world, { timeLimit: 0, grace: "5 seconds", ...options }, (job) => {
      const work = world.table.spawn({ token: job.token, deaf })
      return job
        .work(world.table.identify(work))
        .pipe(Effect.andThen(Deferred.succeed(recorded, work)), Effect.andThen(Effect.never))
    })
    return { owner, id: owner.id, work: yield* Deferred.await(recorded) }
  })

/** The same, when its owner is dead and its work lives. */
const orphan = (world: FakeWorld, options: RunOptions, deaf = false) =>
  Effect.tap(withWork(world, options, deaf), ({ owner }) => killSilently(world, owner))

const command: RunOptions = { command: ["x"] }
const signalsOf = (world: FakeWorld) => world.table.signals.map(({ signal }) => signal)
const isActive = (world: FakeWorld, id: Job["id"]) => world.backing.active.has(id)

describe("work that outlives its owner", () => {
  for (const [name, options] of [
    ["a command that is to be left", { ...command, adopt: "leave" }],
    ["what a function had named as its work", {}]
  ] as const) {
    it.effect(`${name} is looked at by every read and never signalled, until it has ended`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id, work } = yield* orphan(world, options)
        const read = at(world.host(), (jobs) => jobs.get(id))
        const first = yield* read
        assert.deepStrictEqual([outcomeOf(first)?._tag, workOf(first)], ["Orphaned", "Running"])
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(workOf(yield* read), "Running")
        const { jobs } = yield* at(world.host(), (all) => all.reconcile)
        assert.deepStrictEqual(jobs.map(workOf), ["Running"])
        assert.isTrue(isActive(world, id))
        world.table.kill(work)
        const later = yield* read
        assert.deepStrictEqual([outcomeOf(later)?._tag, workOf(later)], ["Orphaned", "Stopped"])
        assert.isFalse(isActive(world, id))
        yield* read
        assert.deepStrictEqual(signalsOf(world), [])
        assert.strictEqual(outcomesWritten(world).length, 1)
        assert.strictEqual(world.writes.filter(({ fact }) => fact === "workStopped").length, 1)
      })
    )
  }

  it.effect("what a function had named is ended like a command where somebody chose that", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, work } = yield* orphan(world, { adopt: "kill" })
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepStrictEqual([signalsOf(world), world.table.isAlive(work)], [["SIGTERM"], false])
      assert.strictEqual(workOf(job), "Stopped")
    })
  )

  for (const [name, ask] of [
    ["a wait", (jobs: Facade, id) => jobs.wait(id)],
    ["a listing", (jobs: Facade) => jobs.list()],
    ["whoever hears of every end", (jobs: Facade) => Stream.runHead(jobs.settled())],
    ["whoever follows it", (jobs: Facade, id) => Stream.runDrain(jobs.follow(id))],
    ["whoever follows its log", (jobs: Facade, id) => Stream.runDrain(jobs.followLog(id, 0))]
  ] satisfies ReadonlyArray<
    readonly [string, (jobs: Facade, id: Job["id"]) => Effect.Effect<unknown, unknown>]
  >) {
    it.effect(`is asked to end by ${name}, and nobody waits until it has`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id, work } = yield* orphan(world, command, true)
        const asking = yield* Effect.forkChild(
          at(world.host(), (jobs): Effect.Effect<unknown, unknown> => ask(jobs, id))
        )
        yield* TestClock.adjust("1 second")
        assert.isDefined(asking.pollUnsafe())
        assert.deepStrictEqual([signalsOf(world), world.table.isAlive(work)], [["SIGTERM"], true])
      })
    )
  }

  it.effect("is told by a cancel to have been stopped by it, though one request ends it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, owner, work } = yield* withWork(world, command)
      owner.host.exit.end({ _tag: "Drained" })
      yield* killSilently(world, owner)
      const report = yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
      assert.deepStrictEqual(
        [report.work, report.already, report.stoppedWork],
        ["Stopped", true, true]
      )
      assert.isFalse(world.table.isAlive(work))
    })
  )

  it.effect("of an upstream turn is unknown once what it had started here has stopped", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, work } = yield* orphan(world, { upstream: true })
      const read = at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(workOf(yield* read), "Running")
      world.table.kill(work)
      assert.strictEqual(workOf(yield* read), "Unknown")
    })
  )

  it.effect("a cancel of the settled job stops it at once, and keeps the outcome", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, work } = yield* orphan(world, { ...command, adopt: "leave" })
      yield* at(world.host(), (jobs) => jobs.get(id))
      // No time passes: nobody waits for an owner that is gone.
      const report = yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
      assert.deepStrictEqual(
        [outcomeOf(report.job)?._tag, report.work, report.already, report.stoppedWork],
        ["Orphaned", "Stopped", true, true]
      )
      assert.deepStrictEqual([workOf(report.job), isActive(world, id)], ["Stopped", false])
      assert.isFalse(world.table.isAlive(work))
      assert.deepStrictEqual(signalsOf(world), ["SIGTERM"])
    })
  )

  it.effect("a cancel kills what is deaf to it after the grace", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* orphan(world, { ...command, adopt: "leave" }, true)
      const cancelling = yield* Effect.forkChild(
        at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
      )
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual((yield* Fiber.join(cancelling)).work, "Stopped")
      assert.deepStrictEqual(signalsOf(world), ["SIGTERM", "SIGKILL"])
    })
  )

  it.effect("what its owner had begun to stop is stopped by readers, whatever was chosen", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const options = { ...command, adopt: "leave", timeLimit: "1 second" } as const
      const { id, owner, work } = yield* withWork(world, options, true)
      yield* TestClock.adjust("1 second")
      yield* killSilently(world, owner)
      const asked = signalsOf(world).length
      const first = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepStrictEqual([outcomeOf(first)?._tag, workOf(first)], ["TimedOut", "Running"])
      assert.isAbove(signalsOf(world).length, asked)
      yield* TestClock.adjust("6 seconds")
      assert.strictEqual(workOf(yield* at(world.host(), (jobs) => jobs.get(id))), "Stopped")
      assert.isFalse(world.table.isAlive(work))
    })
  )

  for (const end of [
    { _tag: "Drained" },
    { _tag: "Exiting", code: 1, uncaught: "boom" }
  ] as const) {
    it.effect(`is left by readers when its owner's process just ended: ${end._tag}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id, owner, work } = yield* withWork(world, {})
        owner.host.exit.end(end)
        yield* killSilently(world, owner)
        yield* at(world.host(), (jobs) => jobs.get(id))
        yield* TestClock.adjust("1 hour")
        const job = yield* at(world.host(), (jobs) => jobs.get(id))
        assert.deepStrictEqual(signalsOf(world), [])
        assert.strictEqual(workOf(job), "Running")
        assert.isTrue(world.table.isAlive(work))
      })
    )
  }

  it.effect("a request to cancel that its owner did not live to follow ends it all the same", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner } = yield* withWork(world, { ...command, adopt: "leave" })
      world.table.stop(owner.host.process)
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      const intent = { by: "kim", requestedAt: 7, reason: null, nonce: "c" }
      yield* store.publishOnce(owner.id, "cancel", intent)
      yield* killSilently(world, owner)
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.deepStrictEqual([outcomeOf(job)?._tag, workOf(job)], ["Cancelled", "Stopped"])
    })
  )

  it.effect("a request to cancel ends it although its job had a result by then", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner } = yield* withWork(world, {})
      world.table.stop(owner.host.process)
      const store = MemoryJobStore.make(world.backing)
      yield* store.publishOnce(owner.id, "result", { value: 42, at: 6 })
      const intent = { by: "kim", requestedAt: 7, reason: null, nonce: "c" }
      yield* store.publishOnce(owner.id, "cancel", intent)
      yield* killSilently(world, owner)
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.deepStrictEqual([outcomeOf(job)?._tag, workOf(job)], ["Completed", "Stopped"])
    })
  )
})

describe("work that a function leaves behind when it completes", () => {
  it.effect("is stopped, and makes no late result of the one that is its outcome (I10)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { late, result, state } = yield* at(world.host(), (jobs) =>
        jobs.run({ grace: "1 second" }, (job) =>
          Effect.gen(function* () {
            const server = world.table.spawn({ token: job.token })
            yield* job.work(world.table.identify(server))
            return 42
          })
        )
      )
      assert.deepInclude(state, { work: "Stopped" })
      assert.deepStrictEqual([result, late], [42, null])
    })
  )
})
