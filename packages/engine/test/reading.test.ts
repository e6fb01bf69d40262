import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, outcomesWritten, start, type Facade } from "./hosts.ts"

describe("every-read-reconciles", () => {
  const reads: Record<
    string,
    (jobs: Facade, id: Job["id"]) => Effect.Effect<Job | undefined, unknown>
  > = {
    get: (jobs, id) => jobs.get(id),
    list: (jobs, id) => Effect.map(jobs.list(), (all) => all.jobs.find((job) => job.id === id)),
    wait: (jobs, id) => jobs.wait(id),
    result: (jobs, id) => jobs.result(id),
    follow: (jobs, id) =>
      Effect.map(Stream.runCollect(jobs.follow(id)), (all) => Array.from(all).at(-1)),
    reconcile: (jobs, id) =>
      Effect.map(jobs.reconcile, (all) => all.jobs.find((job) => job.id === id)),
    cancel: (jobs, id) => Effect.map(jobs.cancel(id, { by: "reader" }), ({ job }) => job)
  }

  for (const [name, read] of Object.entries(reads)) {
    it.effect(`${name} settles a job whose owner is gone, at the first look, once`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        yield* killSilently(world, owner)
        const reader = world.host()
        const job = yield* at(reader, (jobs) => read(jobs, owner.id))
        assert.strictEqual(job?.state._tag, "Settled")
        assert.strictEqual(outcomeOf(job!)?._tag, "Orphaned")
        assert.deepStrictEqual(world.channels.cleared, [owner.id])
        yield* at(reader, (jobs) => jobs.get(owner.id))
        assert.strictEqual(outcomesWritten(world).length, 1)
      })
    )
  }

  it.effect("every read leaves a living owner's job alone, a stopped owner's too", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world)
      const reader = world.host()
      for (const health of ["Active", "Frozen"]) {
        const job = yield* at(reader, (jobs) => jobs.get(owner.id))
        assert.strictEqual(job.health._tag, health)
        const { jobs: listed } = yield* at(reader, (jobs) => jobs.list())
        assert.strictEqual(listed[0]?.state._tag, "Running")
        world.table.stop(owner.host.process)
      }
      assert.strictEqual(outcomesWritten(world).length, 0)
    })
  )

  it.effect("an owner that cannot be examined is unknown until the lost-deadline, then Lost", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, { timeLimit: 0 }, undefined, { namespace: "container" })
      yield* killSilently(world, owner)
      const reader = world.host()
      yield* TestClock.adjust("23 hours")
      const doubtful = yield* at(reader, (jobs) => jobs.get(owner.id))
      assert.strictEqual(doubtful.health._tag, "Unknown")
      assert.strictEqual(outcomesWritten(world).length, 0)
      yield* TestClock.adjust("2 hours")
      const doubted = yield* at(reader, (jobs) => jobs.get(owner.id))
      assert.strictEqual(doubted.health._tag, "Unknown")
      yield* TestClock.adjust("3 minutes")
      const lost = yield* at(reader, (jobs) => jobs.get(owner.id))
      assert.strictEqual(outcomeOf(lost)?._tag, "Lost")
      assert.strictEqual(lost.state._tag === "Settled" && lost.state.work, "Unknown")
      // It may live, and then it is watched by others.
      assert.deepStrictEqual(world.channels.cleared, [])
    })
  )

  for (const [name, death, reason] of [
    [
      "a recycled pid",
      (w: FakeWorld, h: FakeHost) => void w.table.recycle(h.process),
      "PidRecycled"
    ],
    ["a defunct owner", (w: FakeWorld, h: FakeHost) => w.table.makeDefunct(h.process), "Defunct"],
    ["a reboot", (w: FakeWorld) => w.table.reboot(), "Rebooted"]
  ] as const) {
    it.effect(`${name} is a proof of death, and the outcome says which`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        death(world, owner.host)
        const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
        assert.deepInclude(outcomeOf(job), { _tag: "Orphaned", reason })
      })
    )
  }

  it.effect("a reader that may not write shows the outcome, and the next one records it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world)
      yield* killSilently(world, owner)
      world.faults.fail = (operation) => (operation === "publishOnce" ? "ForeignOwner" : null)
      const shown = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.strictEqual(outcomeOf(shown)?._tag, "Orphaned")
      assert.isFalse(shown.saved)
      assert.strictEqual(outcomesWritten(world).length, 0)
      world.faults.fail = () => null
      const saved = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.isTrue(saved.saved)
      assert.strictEqual(outcomesWritten(world).length, 1)
    })
  )

  it.effect("rival readers of a dead owner's job leave one outcome, which all report", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, {}, () => Effect.as(Effect.sleep("1 second"), "done"))
      yield* killSilently(world, owner)
      const read = at(world.host(), (jobs) => jobs.get(owner.id))
      const readers = yield* Effect.forkChild(
        Effect.all([read, read, read], { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("1 second")
      const jobs = yield* Fiber.join(readers)
      const { state } = yield* read
      for (const job of jobs) assert.deepStrictEqual(job.state, state)
      assert.strictEqual(outcomesWritten(world).length, 1)
    })
  )
})

describe("the listing", () => {
  it.effect(
    "an outcome whose owner ended before the last step leaves the active jobs at a read",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const host = world.host()
        world.faults.fail = (operation) => (operation === "index" ? "Unexpected" : null)
        const job = yield* at(host, (jobs) => jobs.run({}, () => Effect.succeed("done")))
        world.faults.fail = () => null
        const store = yield* JobStore.pipe(
          Effect.provide(MemoryJobStore.layerShared(world.backing))
        )
        assert.deepStrictEqual(yield* store.active, [job.id])
        yield* at(world.host(), (jobs) => jobs.list())
        assert.deepStrictEqual(yield* store.active, [])
        assert.deepStrictEqual(yield* store.settled(5), [job.id])
      })
  )

  it.effect("a claim that cannot be read is damage, never an absent claim", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const submitted = yield* at(world.host(), (jobs) => jobs.submit({}))
      world.blind.add("claim")
      yield* TestClock.adjust("1 hour")
      const error = yield* Effect.flip(at(world.host(), (jobs) => jobs.get(submitted.id)))
      assert.deepInclude(error, { _tag: "JobDamaged", fact: "claim" })
      const { damaged, jobs } = yield* at(world.host(), (jobs) => jobs.list())
      assert.deepStrictEqual(jobs, [])
      assert.strictEqual(damaged[0]?.id, submitted.id)
      assert.strictEqual(outcomesWritten(world).length, 0)
    })
  )
})
