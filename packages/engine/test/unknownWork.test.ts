import { assert, describe, it } from "@effect/vitest"
import type { Job, JobId, RunOptions } from "@job-lifecycle/engine"
import { EndHook, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeProcess, FakeSpawn, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { at, killSilently, start } from "./hosts.ts"

const workOf = ({ state }: Job) => (state._tag === "Settled" ? state.work : null)

/** A job that has named its work, a process that nobody may look at; `fail` ends its runner. */
const hidden = Effect.fnUntraced(function* (
  world: FakeWorld,
  options: RunOptions,
  where?: FakeSpawn
) {
  const named = yield* Deferred.make<FakeProcess>()
  const fails = yield* Deferred.make<void>()
  const owner = yield* start(
    world,
    options,
    (job) =>
      Effect.gen(function* () {
        const work = world.table.spawn({ token: job.token, ...where })
        yield* job.work(world.table.identify(work))
        world.table.deny(work)
        yield* Deferred.succeed(named, work)
        yield* Deferred.await(fails)
        return yield* Effect.die("a defect")
      }),
    where
  )
  const work = yield* Deferred.await(named)
  const fail = Effect.andThen(Deferred.succeed(fails, undefined), Fiber.await(owner.fiber))
  const read = Effect.map(
    at(world.host(), (jobs) => jobs.get(owner.id)),
    workOf
  )
  return { fail, id: owner.id, owner, read, store: MemoryJobStore.make(world.backing), work }
})

const command: RunOptions = { command: ["x"], grace: "5 seconds" }

describe("work that could not be seen when its job ended", () => {
  it.effect("is stopped by its owner, as soon as it can be seen", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { fail, id, read, store, work } = yield* hidden(world, command)
      world.faults.failAfter = (operation, fact) => {
        if (operation === "publishOnce" && fact === "outcome") work.denied = false
        return null
      }
      yield* fail
      assert.strictEqual((yield* store.standing(id, "outcome"))?.work, "Unknown")
      assert.isFalse(world.table.isAlive(work))
      assert.isNotNull(yield* store.standing(id, "workStopped"))
      assert.deepStrictEqual([yield* store.active, yield* read], [[], "Stopped"])
    })
  )

  for (const [what, options] of [
    ["a command", command],
    ["what a function had named", {}]
  ] as const) {
    it.effect(`is looked at again by every read, until it is known to be over: ${what} (I7)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { fail, id, read, store, work } = yield* hidden(world, options)
        yield* fail
        assert.deepStrictEqual([yield* read, yield* store.active], ["Unknown", [id]])
        work.denied = false
        assert.strictEqual(yield* read, "Running")
        work.denied = true
        assert.strictEqual(yield* read, "Unknown")
        assert.deepStrictEqual(world.table.signals, [])
        world.table.kill(work)
        assert.deepStrictEqual([yield* read, yield* store.active], ["Stopped", []])
        assert.isNotNull(yield* store.standing(id, "workStopped"))
      })
    )
  }

  it.effect("is not over because its runner, which was left behind, has ended (I7)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const release = yield* Deferred.make<void>()
      const { id } = yield* start(world, { ...command, timeLimit: "1 minute" }, (job) =>
        Effect.gen(function* () {
          const work = world.table.spawn({ token: job.token })
          yield* job.work(world.table.identify(work))
          world.table.deny(work)
          yield* Effect.uninterruptible(Deferred.await(release))
          return "done"
        })
      )
      yield* TestClock.adjust("2 minutes")
      yield* Deferred.succeed(release, undefined)
      yield* TestClock.adjust("1 minute")
      assert.isNull(yield* MemoryJobStore.make(world.backing).standing(id, "workStopped"))
      assert.strictEqual(workOf(yield* at(world.host(), (jobs) => jobs.get(id))), "Unknown")
    })
  )

  it.effect("is stopped by readers when its owner is gone (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, owner, read, store, work } = yield* hidden(world, command)
      yield* killSilently(world, owner)
      assert.deepStrictEqual([yield* read, yield* store.active], ["Unknown", [id]])
      work.denied = false
      yield* at(world.host(), (jobs) => jobs.reconcile)
      assert.isFalse(world.table.isAlive(work))
      assert.deepStrictEqual([yield* read, yield* store.active], ["Stopped", []])
    })
  )

  /** A job that an older version's listing took out of the active ones, and a host with an end hook. */
  const takenOut = Effect.fnUntraced(function* (
    hook: NonNullable<(typeof EndHook)["Service"]>,
    where?: FakeSpawn
  ) {
    const world = makeFakeWorld()
    const { id, owner, read, store, work } = yield* hidden(world, command, where)
    yield* killSilently(world, owner)
    assert.strictEqual(yield* read, "Unknown")
    const { settledAt } = (yield* store.standing(id, "outcome"))!
    yield* store.index(id, { settledAt, active: false })
    assert.deepStrictEqual(yield* store.active, [])
    const { layer, ...host } = world.host()
    const hooked = { ...host, layer: layer.pipe(Layer.provide(Layer.succeed(EndHook, hook))) }
    return { hooked, id, read, work, world }
  })

  it.effect(
    "is stopped by whoever reconciles, though an older version's listing was first (I5)",
    () =>
      Effect.gen(function* () {
        const { hooked, id, read, work, world } = yield* takenOut(() =>
          Effect.die("there is none to run")
        )
        work.denied = false
        const { jobs } = yield* at(hooked, (all) => all.reconcile)
        assert.deepStrictEqual(
          jobs.map((job) => [job.id, workOf(job)]),
          [[id, "Stopped"]]
        )
        assert.isFalse(world.table.isAlive(work))
        assert.strictEqual(yield* read, "Stopped")
      })
  )

  it.effect("keeps no hook of another job waiting for its grace (F53)", () =>
    Effect.gen(function* () {
      const ran = yield* Deferred.make<JobId>()
      const { hooked, id, work, world } = yield* takenOut(
        (job) => Effect.as(Deferred.succeed(ran, job.id), { exitCode: 0, problem: null }),
        { deaf: true }
      )
      const other = yield* start(world, { onEnd: "say it" })
      yield* killSilently(world, other)
      yield* at(world.host(), (jobs) => jobs.get(other.id))
      work.denied = false
      const reconciled = yield* Effect.forkChild(at(hooked, (jobs) => jobs.reconcile))
      assert.strictEqual(yield* Deferred.await(ran), other.id)
      assert.isTrue(world.table.isAlive(work), "it is deaf, and has its grace")
      yield* TestClock.adjust("5 seconds")
      const { jobs } = yield* Fiber.join(reconciled)
      assert.deepStrictEqual(
        jobs.map((job) => [job.id, workOf(job)]),
        [[id, "Stopped"]]
      )
    })
  )

  it.effect("is no longer looked after by listings when the lost-deadline has passed", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { fail, id, read, store, work } = yield* hidden(world, command)
      yield* fail
      const listing = at(world.host(), (jobs) => jobs.list())
      yield* TestClock.adjust("23 hours")
      yield* listing
      assert.deepStrictEqual(yield* store.active, [id])
      yield* TestClock.adjust("2 hours")
      yield* listing
      assert.deepStrictEqual(yield* store.active, [])
      work.denied = false
      assert.strictEqual(yield* read, "Running", "who asks for it is told")
    })
  )
})

describe("an upstream turn, of which nothing can be seen from here,", () => {
  it.effect("is unknown, and holds no place among the active jobs", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, { upstream: true })
      yield* killSilently(world, owner)
      const { jobs } = yield* at(world.host(), (all) => all.list())
      assert.deepStrictEqual(jobs.map(workOf), ["Unknown"])
      assert.deepStrictEqual(yield* MemoryJobStore.make(world.backing).active, [])
      const asked: Array<string> = []
      world.faults.fail = (operation) => {
        asked.push(operation)
        return null
      }
      assert.deepStrictEqual(workOf(yield* at(world.host(), (all) => all.get(owner.id))), "Unknown")
      assert.deepStrictEqual(asked, ["facts"], "nothing is looked for, or written")
    })
  )

  it.effect(
    "is not all that there was when what it had named cannot be read: that is looked after",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id, owner, store, work } = yield* hidden(world, { upstream: true, adopt: "kill" })
        yield* killSilently(world, owner)
        world.blind.add("work")
        const listing = at(world.host(), (jobs) => jobs.list())
        yield* listing
        assert.deepStrictEqual(yield* store.active, [id])
        work.denied = false
        yield* listing
        assert.deepStrictEqual(
          world.table.signals.map(({ signal }) => signal),
          ["SIGTERM"]
        )
      })
  )

  it.effect("holds no place either once what its function had started here has stopped", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, owner, store, work } = yield* hidden(world, { upstream: true })
      const listed = Effect.map(
        at(world.host(), (all) => all.list()),
        ({ jobs }) => jobs.map(workOf)
      )
      yield* killSilently(world, owner)
      assert.deepStrictEqual([yield* listed, yield* store.active], [["Unknown"], [id]])
      world.table.kill(work)
      assert.deepStrictEqual([yield* listed, yield* store.active], [["Unknown"], []])
      assert.isNull(yield* store.standing(id, "workStopped"))
    })
  )

  it.effect("is not said to have stopped by a cancel that stopped what ran here (F16)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, owner, work } = yield* hidden(world, { upstream: true })
      work.denied = false
      yield* killSilently(world, owner)
      const cancelled = yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
      assert.isFalse(world.table.isAlive(work))
      assert.deepStrictEqual([cancelled.work, workOf(cancelled.job)], ["Unknown", "Unknown"])
    })
  )
})

describe("a function whose owner was given up as lost", () => {
  /** What it had named has ended; that owner lives on in its container, where it is looked at again. */
  const namedHasEnded = Effect.fnUntraced(function* (options: RunOptions) {
    const world = makeFakeWorld()
    const container = { namespace: "container" }
    const given = { ...options, timeLimit: 0 }
    const { id, read, store, work } = yield* hidden(world, given, container)
    world.faults.fail = (operation) => (operation === "renewLease" ? "NoSpace" : null)
    yield* TestClock.adjust("25 hours")
    yield* read
    yield* TestClock.adjust("4 minutes")
    assert.strictEqual(yield* read, "Unknown")
    world.table.here = { ...world.table.here, ...container }
    work.denied = false
    world.table.kill(work)
    const { jobs } = yield* at(world.host(container), (all) => all.list())
    assert.deepStrictEqual(jobs.map(workOf), ["Unknown"])
    return { id, active: yield* store.active }
  })

  it.effect("may go on in that owner: that what it had named has ended says nothing (I7)", () =>
    namedHasEnded({})
  )

  it.effect("keeps its place among the active jobs for as long as that owner lives", () =>
    Effect.gen(function* () {
      const { active, id } = yield* namedHasEnded({ upstream: true })
      assert.deepStrictEqual(active, [id])
    })
  )
})
