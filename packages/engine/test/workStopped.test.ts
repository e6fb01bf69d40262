import { assert, describe, it } from "@effect/vitest"
import type { FakeProcess, FakeWorld } from "@job-lifecycle/testing"
import type { Runner } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, killSilently, settleBesideWork, start } from "./hosts.ts"

/** Starts a command that hears nothing, names it, and waits for ever. */
const deaf =
  (
    world: FakeWorld,
    started: Deferred.Deferred<FakeProcess>,
    where: { readonly namespace?: string } = {}
  ): Runner =>
  (job) =>
    Effect.gen(function* () {
      const command = world.table.spawn({ token: job.token, deaf: true, ...where })
      yield* job.work(world.table.identify(command))
      yield* Deferred.succeed(started, command)
      return yield* Effect.never
    })

/** A job whose command runs on without its owner. */
const orphan = Effect.fnUntraced(function* (world: FakeWorld) {
  const started = yield* Deferred.make<FakeProcess>()
  const owner = yield* start(world, { command: ["x"] }, deaf(world, started))
  const work = yield* Deferred.await(started)
  yield* killSilently(world, owner)
  return { owner, work }
})

describe("the end of an orphan's work", () => {
  it.effect("is recorded by the look that sees it, though the store refuses at first (I8)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner, work } = yield* orphan(world)
      const reader = world.host()
      assert.deepInclude((yield* at(reader, (jobs) => jobs.get(owner.id))).state, {
        work: "Running"
      })
      world.table.kill(work)
      let refused = 0
      world.faults.fail = (operation, fact) =>
        operation === "publishOnce" && fact === "workStopped" && (refused += 1) === 1
          ? "Unexpected"
          : null
      const look = yield* Effect.forkChild(at(reader, (jobs) => jobs.get(owner.id)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(look)
      const store = MemoryJobStore.make(world.backing)
      assert.isNotNull(yield* store.standing(owner.id, "workStopped"))
    })
  )
})

describe("a listing that sees the end of an orphan's work", () => {
  it.effect("keeps the job among the active ones until that is on record (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { owner, work } = yield* orphan(world)
      const reader = world.host()
      yield* at(reader, (jobs) => jobs.get(owner.id))
      world.table.kill(work)
      let refuses = true
      world.faults.fail = (operation, fact) =>
        refuses && operation === "publishOnce" && fact === "workStopped" ? "NoSpace" : null
      const listing = yield* Effect.forkChild(at(reader, (jobs) => jobs.list()))
      yield* TestClock.adjust("1 second")
      const { jobs } = yield* Fiber.join(listing)
      assert.deepInclude(jobs[0]!.state, { work: "Stopped" }, "it was seen")
      const store = MemoryJobStore.make(world.backing)
      assert.deepEqual(yield* store.active, [owner.id], "and is yet to be written")
      refuses = false
      yield* at(reader, (all) => all.reconcile)
      assert.isNotNull(yield* store.standing(owner.id, "workStopped"))
      assert.deepEqual(yield* store.active, [])
    })
  )
})

describe("work that runs on after the outcome", () => {
  it.effect("keeps its job from a prune, which says so (I8)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* orphan(world)
      const reader = world.host()
      const { kept, removed } = yield* at(reader, (jobs) =>
        jobs.prune({ keep: 0, includeUnread: true })
      )
      assert.deepStrictEqual([removed, kept], [[], { WorkRunning: 1 }])
    })
  )
})

describe("an owner whose work has stopped", () => {
  it.effect("does not try for ever to say so where that is said and cannot be read (I12)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const started = yield* Deferred.make<FakeProcess>()
      const limits = { timeLimit: "1 minute", grace: "1 second" } as const
      const owner = yield* start(world, { command: ["x"], ...limits }, deaf(world, started))
      yield* Deferred.await(started)
      let tried = 0
      world.faults.fail = (operation, fact) => {
        if (operation !== "publishOnce" || fact !== "workStopped") return null
        tried += 1
        return "Unreadable"
      }
      yield* TestClock.adjust("1 hour")
      yield* Fiber.await(owner.fiber)
      const by = tried
      yield* TestClock.adjust("1 hour")
      assert.isAbove(by, 0)
      assert.strictEqual(tried, by)
      assert.deepEqual(yield* MemoryJobStore.make(world.backing).active, [])
    })
  )
})

describe("a listing by somebody who cannot see the work", () => {
  for (const [isLost, until] of [
    [false, "its owner is still stopping that"],
    [true, "the lost-deadline has not passed"]
  ] as const)
    it.effect(`keeps the job among the active ones while ${until} (I5)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const started = yield* Deferred.make<FakeProcess>()
        const container = { namespace: "container" }
        const limits = { timeLimit: "1 minute", grace: "2 days" } as const
        const runner = deaf(world, started, container)
        const owner = yield* start(world, { command: ["x"], ...limits }, runner, container)
        const work = yield* Deferred.await(started)
        yield* TestClock.adjust("2 minutes")
        const { jobs } = yield* at(world.host(), (all) => all.list())
        assert.deepInclude(jobs[0]!.state, { _tag: "Settled", work: "Unknown" })
        const store = MemoryJobStore.make(world.backing)
        assert.deepEqual(yield* store.active, [owner.id])
        if (isLost) {
          yield* TestClock.adjust("1 day")
          yield* at(world.host(), (all) => all.list())
          assert.deepEqual(yield* store.active, [])
          return
        }
        yield* killSilently(world, owner)
        world.table.here = { ...world.table.here, ...container }
        const reader = yield* Effect.forkChild(at(world.host(container), (all) => all.reconcile))
        yield* TestClock.adjust("3 days")
        yield* Fiber.join(reader)
        assert.isFalse(world.table.isAlive(work))
        assert.deepEqual(yield* store.active, [])
      })
    )
})

describe("the work of an owner whose outcome lies in the future", () => {
  for (const named of [true, false]) {
    const what = named ? "is killed after its grace, though deaf" : "is waited for, though unnamed"
    it.effect(`${what}, by the first look's clock (F48)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const started = yield* Deferred.make<FakeProcess>()
        const owner = yield* start(world, { command: ["x"], grace: "5 seconds" }, (job) =>
          Effect.gen(function* () {
            const command = world.table.spawn({ token: job.token, deaf: true })
            if (named) yield* job.work(world.table.identify(command))
            yield* Deferred.succeed(started, command)
            return yield* Effect.never
          })
        )
        const work = yield* Deferred.await(started)
        if (!named) world.table.kill(work)
        yield* killSilently(world, owner)
        // Written an hour ahead, and then somebody set the clock right.
        const store = MemoryJobStore.make(world.backing)
        yield* store.publishOnce(owner.id, "outcome", {
          outcome: { _tag: "Drained" },
          settledBy: "Owner",
          settledAt: (yield* Clock.currentTimeMillis) + 3_600_000,
          work: "Running",
          nonce: "00"
        })
        const look = Effect.map(
          at(world.host(), (jobs) => jobs.get(owner.id)),
          ({ state }) => (state._tag === "Settled" ? state.work : null)
        )
        assert.strictEqual(yield* look, "Running")
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* look, "Running")
        assert.strictEqual(world.table.isAlive(work), named)
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual(yield* look, "Stopped")
        assert.isFalse(world.table.isAlive(work))
      })
    )
  }
})

describe("a last gasp that is written as it was prepared", () => {
  for (const named of [true, false]) {
    const what = named ? "named work runs on" : "a function ended with its process"
    it.effect(`leaves it to whoever reads it that ${what} (I7)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const started = yield* Deferred.make<void>()
        const owner = yield* start(world, { adopt: "leave" }, (job) =>
          Effect.gen(function* () {
            yield* Effect.yieldNow
            // Nothing more can be prepared from here on.
            world.faults.fail = (operation) => (operation === "arm" ? "NoSpace" : null)
            const work = world.table.spawn({ token: job.token })
            if (named) yield* job.work(world.table.identify(work))
            yield* Deferred.succeed(started, undefined)
            return yield* Effect.never
          })
        )
        yield* Deferred.await(started)
        yield* killSilently(world, owner)
        const store = MemoryJobStore.make(world.backing)
        store.lastGasp(owner.id, () => {
          throw new Error("there is no room for it")
        })
        const { state } = yield* at(world.host(), (jobs) => jobs.get(owner.id))
        assert.deepInclude(state, { _tag: "Settled", work: named ? "Running" : "Stopped" })
      })
    )
  }

  for (const mayNote of [true, false]) {
    const how = mayNote ? "counted from the first look" : "or none where nothing can be noted"
    it.effect(`gives deaf work its grace, ${how} (I11)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const started = yield* Deferred.make<FakeProcess>()
        const owner = yield* start(world, { adopt: "kill", grace: "5 seconds" }, (job) =>
          Effect.gen(function* () {
            const work = world.table.spawn({ token: job.token, deaf: true })
            yield* Effect.yieldNow
            yield* job.work(world.table.identify(work))
            yield* Deferred.succeed(started, work)
            return yield* Effect.never
          })
        )
        const work = yield* Deferred.await(started)
        yield* TestClock.adjust("10 minutes")
        yield* killSilently(world, owner)
        const store = MemoryJobStore.make(world.backing)
        store.lastGasp(owner.id, () => {
          throw new Error("there is no room for it")
        })
        if (!mayNote) {
          world.faults.fail = (operation) => (operation === "doubtLease" ? "ForeignOwner" : null)
        }
        const look = at(world.host(), (jobs) => jobs.get(owner.id))
        yield* look
        assert.strictEqual(world.table.isAlive(work), mayNote)
        yield* TestClock.adjust("6 seconds")
        assert.deepInclude((yield* look).state, { work: "Stopped" })
        assert.isFalse(world.table.isAlive(work))
      })
    )
  }
})

describe("work that is named while a reader looks", () => {
  it.effect("is known to whoever then finds its owner gone (I7)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, { adopt: "leave" })
      const work = world.table.spawn({ deaf: true })
      const store = MemoryJobStore.make(world.backing)
      yield* settleBesideWork(world, owner.id)
      // Between the reading and the look at the owner.
      world.faults.failAfter = (operation) => {
        if (operation !== "facts" || !world.table.isAlive(owner.host.process)) return null
        const identity = world.table.identify(work)
        Effect.runSync(store.publishOnce(owner.id, "work", { identity, startedAt: 0 }))
        world.table.kill(owner.host.process)
        return null
      }
      const { state } = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.deepInclude(state, { work: "Running" })
    })
  )
})
