import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld, sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { at, start } from "./hosts.ts"

describe("following", () => {
  it.effect("a wait ends with the outcome, and no time passes", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const recorded = yield* Deferred.make<Job["id"]>()
      const go = yield* Deferred.make<number>()
      yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          jobs.run({}, (job) =>
            Effect.andThen(Deferred.succeed(recorded, job.id), Deferred.await(go))
          )
        )
      )
      const id = yield* Deferred.await(recorded)
      const waiting = yield* Effect.forkChild(
        at(world.host(), (jobs) => jobs.wait(id)),
        { startImmediately: true }
      )
      yield* Deferred.succeed(go, 7)
      assert.strictEqual((yield* Fiber.join(waiting)).result, 7)
    })
  )

  it.effect("whoever waits or follows may go at any time, and the job goes on", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const recorded = yield* Deferred.make<Job["id"]>()
      const go = yield* Deferred.make<number>()
      const running = yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          jobs.run({}, (job) =>
            Effect.andThen(Deferred.succeed(recorded, job.id), Deferred.await(go))
          )
        )
      )
      const id = yield* Deferred.await(recorded)
      const before = world.writes.length
      const observers = [world.host(), world.host(), world.host()]
      const watching = yield* Effect.forEach(
        [
          at(observers[0]!, (jobs) => jobs.wait(id)),
          at(observers[1]!, (jobs) => Stream.runDrain(jobs.follow(id))),
          at(observers[2]!, (jobs) => Stream.runDrain(jobs.followLog(id, 0)))
        ],
        (observer) => Effect.forkChild(observer, { startImmediately: true })
      )
      // One leaves politely, the others die.
      yield* Fiber.interrupt(watching[0]!)
      for (const { process } of observers.slice(1)) world.table.kill(process)
      assert.strictEqual(world.writes.length, before)
      yield* Deferred.succeed(go, 7)
      assert.strictEqual((yield* Fiber.join(running)).result, 7)
      yield* Effect.forEach(watching, Fiber.interrupt)
    })
  )

  it.effect("a log is told as it grows, from the offset on, and ends with the outcome", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const recorded = yield* Deferred.make<Job["id"]>()
      const go = yield* Deferred.make<void>()
      const running = yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          jobs.run({}, (job) =>
            Effect.gen(function* () {
              yield* job.log("before\n")
              yield* Deferred.succeed(recorded, job.id)
              yield* Deferred.await(go)
              yield* job.log("one\n")
              yield* Effect.yieldNow
              yield* job.log("last\n")
              return 1
            })
          )
        )
      )
      const id = yield* Deferred.await(recorded)
      const seen = yield* Effect.forkChild(
        at(world.host(), (jobs) => Stream.runCollect(jobs.followLog(id, "before\n".length))),
        { startImmediately: true }
      )
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(running)
      const pages = yield* Fiber.join(seen)
      assert.strictEqual(pages.map(({ text }) => text).join(""), "one\nlast\n")
    })
  )

  it.effect("a log that is long already comes in pages of a mebibyte at most, whole", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const text = "日本語\n".repeat(250_000)
      const { id } = yield* at(world.host(), (jobs) => jobs.run({}, (job) => job.log(text)))
      for (const asBytes of [false, true]) {
        const pages = yield* at(world.host(), (jobs) =>
          Stream.runCollect(jobs.followLog(id, 0, { asBytes }))
        )
        assert.deepStrictEqual(
          pages.map(({ bytes }) => bytes.length <= 1_048_576),
          [true, true, true]
        )
        assert.strictEqual(Buffer.concat(pages.map(({ bytes }) => bytes)).toString(), text)
      }
    })
  )

  it.effect("the listing is told when a job comes, changes or ends, and not else", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const listings = yield* Queue.unbounded<ReadonlyArray<string>>()
      const following = yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          Stream.runForEach(jobs.followAll(), ({ jobs: all }) =>
            Queue.offer(
              listings,
              all.map((job) => job.state._tag)
            )
          )
        ),
        { startImmediately: true }
      )
      assert.deepStrictEqual(yield* Queue.take(listings), [])
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({ claimDeadline: "1 day" }))
      assert.deepStrictEqual(yield* Queue.take(listings), ["Queued"])
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Queue.clear(listings), [], "looks that show the same")
      yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "me" }))
      let last = yield* Queue.take(listings)
      while (last[0] !== "Settled") last = yield* Queue.take(listings)
      assert.deepStrictEqual(last, ["Settled"])
      yield* Fiber.interrupt(following)
      assert.strictEqual(world.backing.activeWatchers.size, 0)
    })
  )

  it.effect("the listing tells a damaged job, once, though no other is shown than before", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const listings = yield* Queue.unbounded<ReadonlyArray<string>>()
      yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          Stream.runForEach(jobs.followAll(), ({ damaged, jobs: all }) =>
            Queue.offer(
              listings,
              [...all, ...damaged].map(({ id }) => id)
            )
          )
        ),
        { startImmediately: true }
      )
      assert.deepStrictEqual(yield* Queue.take(listings), [])
      world.blind.add("claim")
      yield* MemoryJobStore.make(world.backing).submit(sampleCreated(1))
      assert.deepStrictEqual(yield* Queue.take(listings), [sampleId(1)])
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Queue.clear(listings), [])
    })
  )

  it.effect("the listing tells what comes and goes behind the open ones", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const listings = yield* Queue.unbounded<ReadonlyArray<string>>()
      const open = yield* at(world.host(), (jobs) => jobs.submit({ claimDeadline: "1 day" }))
      yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          Stream.runForEach(jobs.followAll(), ({ jobs: all }) =>
            Queue.offer(
              listings,
              all.map(({ id }) => id)
            )
          )
        ),
        { startImmediately: true }
      )
      assert.deepStrictEqual(yield* Queue.take(listings), [open.id])
      // Nobody is woken: it comes and is over between two looks.
      world.backing.activeWatchers.clear()
      const { id } = yield* at(world.host(), (jobs) => jobs.run({}, () => Effect.succeed(1)))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Queue.clear(listings), [[open.id, id]])
      yield* MemoryJobStore.make(world.backing).remove(id, () => true)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Queue.clear(listings), [[open.id]])
    })
  )

  it.effect("a job is told again when it shows something else, and not because time passes", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world)
      const seen = yield* Queue.unbounded<Job>()
      yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          Stream.runForEach(jobs.follow(owner.id), (job) => Queue.offer(seen, job))
        ),
        { startImmediately: true }
      )
      yield* TestClock.adjust("10 minutes")
      const told = yield* Queue.clear(seen)
      assert.deepStrictEqual(
        told.map(({ health }) => health._tag),
        ["Active", "Quiet"]
      )
    })
  )
})
