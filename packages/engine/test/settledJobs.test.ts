import { assert, describe, it } from "@effect/vitest"
import type { Job, JobId } from "@job-lifecycle/engine"
import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import {
  makeFakeWorld,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleRequest,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, start } from "./hosts.ts"

/** Listens in a process of its own, and answers where what it is told can be taken. */
const listen = (world: FakeWorld) =>
  Effect.gen(function* () {
    const told = yield* Queue.unbounded<Job>()
    const listening = yield* Effect.forkChild(
      at(world.host(), (jobs) =>
        Stream.runForEach(jobs.settled(), (job) => Queue.offer(told, job))
      ),
      { startImmediately: true }
    )
    // Its first look.
    yield* TestClock.adjust("1 millis")
    return { told, listening }
  })

const finish = (world: FakeWorld, name: string) =>
  at(world.host(), (jobs) => jobs.run({ name }, () => Effect.succeed(1)))

const nameOf = (job: Job) => job.request.name
const namesTold = (told: Queue.Queue<Job>) =>
  Effect.map(Queue.clear(told), (jobs) => jobs.map(nameOf))

describe("the jobs that settle from now on", () => {
  it.effect("are told each once, with their outcome, and none from before", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* finish(world, "before")
      const { told } = yield* listen(world)
      yield* finish(world, "one")
      const job = yield* Queue.take(told)
      assert.deepStrictEqual([nameOf(job), outcomeOf(job)?._tag], ["one", "Completed"])
      yield* finish(world, "two")
      assert.strictEqual(nameOf(yield* Queue.take(told)), "two")
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* namesTold(told), [])
    })
  )

  it.effect("are told when they end, and no time passes", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const go = yield* Deferred.make<number>()
      const owner = yield* start(world, { name: "long" }, () => Deferred.await(go))
      const { told } = yield* listen(world)
      yield* Deferred.succeed(go, 1)
      yield* Fiber.join(owner.fiber)
      assert.strictEqual(nameOf(yield* Queue.take(told)), "long")
    })
  )

  it.effect("include one whose owner is dead, before the first look or after it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* Effect.flatMap(start(world, { name: "dead" }), (owner) => killSilently(world, owner))
      const dying = yield* start(world, { name: "dying", timeLimit: 0 })
      const { told } = yield* listen(world)
      assert.deepStrictEqual(yield* namesTold(told), ["dead"])
      yield* killSilently(world, dying)
      yield* TestClock.adjust("1 second")
      const job = yield* Queue.take(told)
      assert.deepStrictEqual([nameOf(job), outcomeOf(job)?._tag], ["dying", "Orphaned"])
    })
  )

  it.effect("are told in the order of their ends, of several that one look shows", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { told } = yield* listen(world)
      // Nobody is woken: one look shows them all.
      world.backing.activeWatchers.clear()
      const names = ["first", "second", "third"]
      for (const name of names) {
        yield* finish(world, name)
        yield* TestClock.adjust("1 millis")
      }
      assert.deepStrictEqual(yield* namesTold(told), [])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* namesTold(told), names)
    })
  )

  it.effect("include any number that come and go between two looks", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      for (let n = 0; n < 100; n++) yield* finish(world, "before")
      const { told } = yield* listen(world)
      yield* finish(world, "first")
      assert.strictEqual(nameOf(yield* Queue.take(told)), "first")
      yield* TestClock.adjust("10 seconds")
      // Nobody is woken, as where a watch is missing: the next look is a second away.
      const wake = [...world.backing.activeWatchers]
      world.backing.activeWatchers.clear()
      const names = Array.from({ length: 300 }, (_, n) => String(n))
      for (const name of names) yield* finish(world, name)
      assert.deepStrictEqual(yield* namesTold(told), [])
      for (const each of wake) world.backing.activeWatchers.add(each)
      yield* TestClock.adjust("1 second")
      assert.sameMembers(yield* namesTold(told), names)
    })
  )

  it.effect("do not include what comes into sight because newer jobs were removed", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      for (let n = 0; n < 70; n++) {
        const { id } = yield* at(world.host(), (jobs) => jobs.submit({ name: "unread" }))
        yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "me" }))
        yield* TestClock.adjust("1 millis")
      }
      for (let n = 0; n < 70; n++) {
        yield* finish(world, "read")
        yield* TestClock.adjust("1 millis")
      }
      yield* TestClock.adjust("1 day")
      const { told } = yield* listen(world)
      const { removed } = yield* at(world.host(), (jobs) => jobs.prune({ keep: 0 }))
      assert.strictEqual(removed.length, 70)
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(yield* namesTold(told), [])
    })
  )

  it.effect(
    "are told once although their work runs on, and not those whose work ran on before",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const leftWith = (name: string) =>
          Effect.gen(function* () {
            const recorded = yield* Deferred.make<void>()
            const owner = yield* start(world, { name, command: ["x"], adopt: "leave" }, (job) =>
              job
                .work(world.table.identify(world.table.spawn({ token: job.token })))
                .pipe(
                  Effect.andThen(Deferred.succeed(recorded, undefined)),
                  Effect.andThen(Effect.never)
                )
            )
            yield* Deferred.await(recorded)
            return owner
          })
        const before = yield* leftWith("before")
        yield* killSilently(world, before)
        yield* at(world.host(), (jobs) => jobs.get(before.id))
        const after = yield* leftWith("after")
        const { told } = yield* listen(world)
        yield* killSilently(world, after)
        yield* TestClock.adjust("10 seconds")
        assert.deepStrictEqual(yield* namesTold(told), ["after"])
      })
  )

  it.effect("are told at the next look when they could not be read at this one", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const go = yield* Deferred.make<number>()
      const seen = yield* start(world, { name: "seen open" }, () => Deferred.await(go))
      const { told } = yield* listen(world)
      world.faults.fail = (operation) => (operation === "facts" ? "Unexpected" : null)
      yield* TestClock.adjust("1 second")
      world.faults.fail = () => null
      const wake = [...world.backing.activeWatchers]
      world.backing.activeWatchers.clear()
      yield* Deferred.succeed(go, 1)
      yield* Fiber.join(seen.fiber)
      yield* finish(world, "unseen")
      for (const each of wake) world.backing.activeWatchers.add(each)
      world.faults.fail = (operation) => (operation === "facts" ? "Unexpected" : null)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* namesTold(told), [])
      world.faults.fail = () => null
      yield* TestClock.adjust("1 second")
      assert.sameMembers(yield* namesTold(told), ["seen open", "unseen"])
    })
  )

  it.effect("are told once although their work runs on while ten thousand others end", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      const owner = world.table.identify(world.host().process)
      const end = (n: number, work: "Running" | "Stopped") =>
        Effect.gen(function* () {
          const name = work === "Running" ? "runs on" : "over"
          const request = sampleRequest({ name, adopt: "leave" })
          yield* store.submit(sampleCreated(n, { request, claim: sampleClaim(n, { owner }) }))
          const settledAt = (yield* Clock.currentTimeMillis) + n
          yield* store.publishOnce(sampleId(n), "outcome", sampleSettlement(n, { settledAt, work }))
          yield* store.index(sampleId(n), { settledAt, active: work === "Running" })
        })
      const { told } = yield* listen(world)
      yield* end(1, "Running")
      yield* TestClock.adjust("1 second")
      for (let n = 2; n < 10_010; n++) yield* end(n, "Stopped")
      yield* TestClock.adjust("1 second")
      const names = (yield* Queue.takeN(told, 10_009)).map(nameOf)
      assert.strictEqual(names.filter((name) => name === "runs on").length, 1)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* namesTold(told), [])
    })
  )

  it.effect("include one that is listed some seconds after a later one was told", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* TestClock.adjust("1 minute")
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      const { told } = yield* listen(world)
      const now = yield* Clock.currentTimeMillis
      const lists = (n: number, settledAt: number) =>
        Effect.gen(function* () {
          const claim = sampleClaim(n)
          const request = sampleRequest({ name: String(n) })
          yield* store.submit(sampleCreated(n, { claim, request }))
          const settlement = sampleSettlement(n, { settledAt })
          yield* store.publishOnce(sampleId(n), "outcome", settlement)
          yield* store.index(sampleId(n), { settledAt, active: false })
        })
      yield* lists(1, now + 5_000)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* namesTold(told), ["1"])
      yield* lists(2, now)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* namesTold(told), ["2"])
    })
  )

  it.effect("are told once to whoever is busy while more than ten thousand end", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      const end = (n: number) =>
        Effect.gen(function* () {
          yield* store.submit(sampleCreated(n, { claim: sampleClaim(n) }))
          const settlement = sampleSettlement(n, { settledAt: n })
          yield* store.publishOnce(sampleId(n), "outcome", settlement)
          yield* store.index(sampleId(n), { settledAt: n, active: false })
        })
      const told = yield* Queue.unbounded<JobId>()
      const goOn = yield* Deferred.make<void>()
      yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          Stream.runForEach(jobs.settled(), ({ id }) =>
            Effect.andThen(Queue.offer(told, id), Deferred.await(goOn))
          )
        ),
        { startImmediately: true }
      )
      yield* TestClock.adjust("1 millis")
      yield* end(1)
      const first = yield* Queue.take(told)
      for (let n = 2; n <= 15_000; n++) yield* end(n)
      yield* Deferred.succeed(goOn, undefined)
      const others = yield* Queue.takeN(told, 14_999)
      assert.strictEqual(new Set([first, ...others]).size, 15_000)
      for (let looks = 0; looks < 5; looks++) yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Queue.clear(told), [])
    })
  )

  it.effect("are told to nobody any more who has gone", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { listening } = yield* listen(world)
      assert.strictEqual(world.backing.activeWatchers.size, 1)
      yield* Fiber.interrupt(listening)
      assert.strictEqual(world.backing.activeWatchers.size, 0)
    })
  )
})
