import { assert, describe, it } from "@effect/vitest"
import type { Job, RunOptions } from "@job-lifecycle/engine"
import type { FakeProcess, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, settleBesideWork, start } from "./hosts.ts"

const workOf = ({ state }: Job) => (state._tag === "Settled" ? state.work : null)

/** A command whose owner died just after it had started it, and before it could record that. */
const forked = (world: FakeWorld, options: RunOptions = {}) =>
  Effect.gen(function* () {
    const begun = yield* Deferred.make<string>()
    const owner = yield* start(world, { command: ["x"], timeLimit: 0, ...options }, ({ token }) =>
      Effect.andThen(Deferred.succeed(begun, token), Effect.never)
    )
    const token = yield* Deferred.await(begun)
    yield* killSilently(world, owner)
    // A process that was just forked carries no token before it has become its program.
    const becomesItsProgram = () => world.table.spawn({ token })
    return { id: owner.id, becomesItsProgram }
  })

describe("a command that its owner died too early to name", () => {
  it.effect(
    "is not said to have stopped while it may be about to appear, and is stopped then",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { becomesItsProgram, id } = yield* forked(world)
        const read = at(world.host(), (jobs) => jobs.get(id))
        const first = yield* read
        assert.deepStrictEqual([outcomeOf(first)?._tag, workOf(first)], ["Orphaned", "Running"])
        const command = becomesItsProgram()
        assert.strictEqual(workOf(yield* read), "Running")
        assert.isFalse(world.table.isAlive(command), "the next read found it")
        yield* TestClock.adjust("2001 millis")
        assert.strictEqual(workOf(yield* read), "Stopped")
        assert.isFalse(world.backing.active.has(id))
      })
  )

  for (const adopt of ["kill", "leave"] as const) {
    it.effect(`is waited for from its outcome on, and no longer, by whom it is to ${adopt}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        yield* TestClock.adjust("1 hour")
        const { id } = yield* forked(world, { adopt })
        const read = at(world.host(), (jobs) => jobs.get(id))
        assert.strictEqual(workOf(yield* read), "Running")
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(workOf(yield* read), "Running")
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(workOf(yield* read), "Stopped")
        assert.isFalse(world.backing.active.has(id))
      })
    )
  }

  it.effect("is over with the boot that it was forked in", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* forked(world)
      world.table.reboot()
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepStrictEqual([outcomeOf(job)?._tag, workOf(job)], ["Orphaned", "Stopped"])
      assert.isFalse(world.backing.active.has(id))
    })
  )

  it.effect("is over with that boot for whoever finds the outcome on record too", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* forked(world)
      const first = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(workOf(first), "Running")
      world.table.reboot()
      const later = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(workOf(later), "Stopped")
      assert.isFalse(world.backing.active.has(id))
    })
  )

  for (const [who, ask] of [
    [
      "a cancel",
      (world: FakeWorld, id: Job["id"]) =>
        at(world.host(), (jobs) => jobs.cancel(id, { by: "user" }))
    ],
    ["reconcile", (world: FakeWorld) => at(world.host(), (jobs) => jobs.reconcile)]
  ] as const) {
    it.effect(`is waited for by ${who}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { becomesItsProgram, id } = yield* forked(world)
        const asking = yield* Effect.forkChild(ask(world, id), { startImmediately: true })
        yield* TestClock.adjust("1 second")
        const command = becomesItsProgram()
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(asking)
        assert.isFalse(world.table.isAlive(command))
        const job = yield* at(world.host(), (jobs) => jobs.get(id))
        assert.strictEqual(workOf(job), "Stopped")
      })
    )
  }
})

describe("a command that is to end before its owner has named it", () => {
  it.effect("is known by its token, and stopped", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const begun = yield* Deferred.make<FakeProcess>()
      const { fiber, host } = yield* start(world, { command: ["x"] }, ({ token }) =>
        Effect.andThen(Deferred.succeed(begun, world.table.spawn({ token })), Effect.never)
      )
      const command = yield* Deferred.await(begun)
      host.signals.deliver("SIGTERM")
      yield* Fiber.join(fiber)
      assert.isFalse(world.table.isAlive(command))
    })
  )
})

/** A function whose owner died, and whose record of what it had started cannot be read. */
const unreadable = (world: FakeWorld, options: RunOptions = {}, deaf = false) =>
  Effect.gen(function* () {
    const begun = yield* Deferred.make<FakeProcess>()
    const owner = yield* start(world, options, ({ token, work }) => {
      const server = world.table.spawn({ token, deaf })
      return work(world.table.identify(server)).pipe(
        Effect.andThen(Deferred.succeed(begun, server)),
        Effect.andThen(Effect.never)
      )
    })
    const server = yield* Deferred.await(begun)
    yield* killSilently(world, owner)
    world.blind.add("work")
    return { server, read: at(world.host(), (jobs) => jobs.get(owner.id)) }
  })

describe("what a function named as its work, in a record that cannot be read", () => {
  it.effect("is looked for when its owner is gone, and not said to have ended with it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { read, server } = yield* unreadable(world)
      const first = yield* read
      assert.deepStrictEqual([outcomeOf(first)?._tag, workOf(first)], ["Orphaned", "Running"])
      world.table.kill(server)
      assert.strictEqual(workOf(yield* read), "Stopped")
    })
  )

  it.effect("is killed after its grace where it is deaf and to be ended (I11)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { read, server } = yield* unreadable(world, { adopt: "kill", grace: "5 seconds" }, true)
      assert.strictEqual(workOf(yield* read), "Running")
      yield* TestClock.adjust("6 seconds")
      yield* read
      assert.isFalse(world.table.isAlive(server))
    })
  )
})

describe("the record of a job whose owner is found gone", () => {
  it.effect("leaves its work as it was to whoever cannot read it once more (I7)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world)
      yield* settleBesideWork(world, owner.id)
      yield* killSilently(world, owner)
      let read = 0
      world.faults.fail = (operation) =>
        operation === "facts" && (read += 1) === 2 ? "Unexpected" : null
      const { state } = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.deepInclude(state, { work: "Running" })
    })
  )
})
