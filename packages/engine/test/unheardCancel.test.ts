import { assert, describe, it } from "@effect/vitest"
import type { JobId, Runner } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld, sampleCancel } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { underCancel } from "../src/model/underCancel.ts"
import { at, outcomeOf, start } from "./hosts.ts"

/** A job that somebody has asked to cancel, and whose owner has not been told yet. */
const asked = Effect.gen(function* () {
  const world = makeFakeWorld()
  world.watches.blind = true
  const ends = yield* Deferred.make<void>()
  const owner = yield* start(world, {}, () =>
    Effect.andThen(Deferred.await(ends), Effect.die("a defect"))
  )
  const intent = sampleCancel()
  yield* MemoryJobStore.make(world.backing).publishOnce(owner.id, "cancel", intent)
  return { world, ends, owner, expected: { _tag: "Cancelled", by: intent.by } as const }
})

describe("a request to cancel that the owner has not heard", () => {
  it.effect("makes the job Cancelled when its runner fails", () =>
    Effect.gen(function* () {
      const { ends, expected, owner, world } = yield* asked
      yield* Deferred.succeed(ends, undefined)
      yield* Fiber.await(owner.fiber)
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.deepInclude(outcomeOf(job), expected)
    })
  )

  it.effect("makes the job Cancelled that comes while another outcome is tried again", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.watches.blind = true
      const owner = yield* start(world, { timeLimit: "1 minute" })
      const store = MemoryJobStore.make(world.backing)
      let refused = 0
      world.faults.fail = (operation, fact) => {
        if (operation !== "publishOnce" || fact !== "outcome" || refused === 2) return null
        refused += 1
        if (refused === 2) Effect.runSync(store.publishOnce(owner.id, "cancel", sampleCancel()))
        return "NoSpace"
      }
      yield* TestClock.adjust("1 minute")
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(
        [refused, outcomeOf(yield* Fiber.join(owner.fiber))?._tag],
        [2, "Cancelled"]
      )
    })
  )

  it.effect("makes the job Cancelled in the last instant of the owner's process", () =>
    Effect.gen(function* () {
      const { expected, owner, world } = yield* asked
      owner.host.exit.end({ _tag: "Exiting", code: 7, uncaught: null })
      world.table.kill(owner.host.process)
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.deepInclude(outcomeOf(job), expected)
    })
  )
})

describe("a request to cancel that cannot be read", () => {
  it.effect("is looked for again until it can, though nothing changes any more", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world)
      let refused = 0
      world.faults.fail = (operation, fact) =>
        operation === "standing" && fact === "cancel" && (refused += 1) === 1 ? "Unexpected" : null
      const store = MemoryJobStore.make(world.backing)
      yield* store.publishOnce(owner.id, "cancel", sampleCancel())
      yield* TestClock.adjust("1 minute")
      assert.isAtLeast(refused, 1)
      assert.strictEqual((yield* store.standing(owner.id, "outcome"))?.outcome._tag, "Cancelled")
    })
  )
})

describe("an owner that was given up as lost", () => {
  it("stays lost, whoever has asked to cancel: nobody knows that it heard (I4)", () => {
    const lost = { _tag: "Lost", reason: "another machine's", lastSeenAt: 1 } as const
    assert.deepStrictEqual(underCancel(lost, sampleCancel()), lost)
  })
})

describe("a request to cancel that the owner hears", () => {
  it.effect("is the owner's to follow: its process is sent no signal", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, { dedicated: true })
      const { job } = yield* at(world.host(), (jobs) => jobs.cancel(owner.id, { by: "kim" }))
      assert.deepInclude(outcomeOf(job), { _tag: "Cancelled", by: "kim" })
      assert.deepStrictEqual(world.table.signals, [])
    })
  )
})

describe("no-stranger-signalled: an owner that did not say that it is there for its job alone (I6)", () => {
  for (const owns of [false, true]) {
    it.effect(
      `gets no signal by a cancel that it cannot hear, of a job that it ${owns ? "owns" : "runs"}`,
      () =>
        Effect.gen(function* () {
          const world = makeFakeWorld()
          const host = world.host()
          const id = yield* Deferred.make<JobId>()
          const runner: Runner = (job) => Effect.andThen(Deferred.succeed(id, job.id), Effect.never)
          yield* Effect.forkDetach(
            at(host, (jobs) =>
              owns
                ? Effect.flatMap(jobs.submit({}), (job) => jobs.own(job.id, runner))
                : jobs.run({}, runner)
            )
          )
          const job = yield* Deferred.await(id)
          const { claim } = yield* MemoryJobStore.make(world.backing).facts(job)
          assert.deepInclude(claim, { dedicated: false })
          world.table.stop(host.process)
          yield* Effect.forkDetach(at(world.host(), (jobs) => jobs.cancel(job, { by: "kim" })))
          yield* TestClock.adjust("30 seconds")
          assert.isEmpty(world.table.signals)
        })
    )
  }
})
