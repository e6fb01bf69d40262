import { assert, describe, it } from "@effect/vitest"
import type { HookEnd, Job } from "@job-lifecycle/engine"
import { EndHook, JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeHost, FakeSpawn, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, outcomesWritten, start, type Facade } from "./hosts.ts"

const well: HookEnd = { exitCode: 0, problem: null }

/** A host that runs end hooks, and notes what it was given. */
const hooked = (
  world: FakeWorld,
  run: Effect.Effect<HookEnd> = Effect.succeed(well),
  place?: FakeSpawn
) => {
  const calls: Array<Job> = []
  const host = world.host(place)
  const hook = (job: Job) => Effect.suspend(() => (calls.push(job), run))
  const layer = host.layer.pipe(Layer.provide(Layer.succeed(EndHook, hook)))
  return { calls, host: { ...host, layer } satisfies FakeHost }
}

/** Of a host without types. */
const answered = (value: unknown) => Effect.succeed(value as HookEnd)

const onEnd = "say it"

/** A job whose owner died without a word, before it could run anything. */
const orphan = (world: FakeWorld) =>
  Effect.tap(start(world, { onEnd, timeLimit: 0 }), (owner) => killSilently(world, owner))

describe("what is to be run at the end of a job", () => {
  it.effect("is run by its owner, once, when the outcome is on record", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { calls, host } = hooked(world)
      const job = yield* at(host, (jobs) => jobs.run({ onEnd }, () => Effect.succeed(1)))
      assert.deepStrictEqual(
        calls.map((each) => [each.id, outcomeOf(each)?._tag, each.request.onEnd]),
        [[job.id, "Completed", onEnd]]
      )
      const order = world.writes.map(({ fact }) => fact)
      assert.isBelow(order.indexOf("outcome"), order.indexOf("hookStarted"))
      assert.deepInclude(job.hook.ended, well)
      yield* at(hooked(world).host, (jobs) => jobs.wait(job.id))
      assert.strictEqual(calls.length, 1)
    })
  )

  it.effect("is run for a job that was submitted, and for one whose run was interrupted", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { calls, host } = hooked(world)
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({ onEnd }))
      yield* at(host, (jobs) => jobs.own(id, () => Effect.succeed(1)))
      const started = yield* Deferred.make<void>()
      const running = yield* Effect.forkChild(
        at(host, (jobs) =>
          jobs.run({ onEnd }, () =>
            Effect.andThen(Deferred.succeed(started, undefined), Effect.never)
          )
        )
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(running)
      assert.deepStrictEqual(
        calls.map((job) => outcomeOf(job)?._tag),
        ["Completed", "Cancelled"]
      )
    })
  )

  const failures: ReadonlyArray<readonly [string, Effect.Effect<HookEnd>, RegExp]> = [
    ["fails", Effect.succeed({ exitCode: 3, problem: "it exited with code 3" }), /code 3/],
    ["breaks", Effect.die(new Error("broken")), /broke: .*broken/],
    ["hangs", Effect.never, /longer than 10 seconds/],
    ["hangs and cannot be interrupted", Effect.uninterruptible(Effect.never), /10 seconds/],
    ["answers nothing", answered(undefined), /broke: /],
    ["answers what is no end", answered({ exitCode: "0", problem: null }), /broke: /],
    ["has too much to say", answered({ exitCode: 1, problem: "x".repeat(10_000) }), /^x+… \(cut\)$/]
  ]
  for (const [name, run, problem] of failures) {
    it.effect(`changes nothing about the job when it ${name}, and that is on record`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { host } = hooked(world, run)
        const running = yield* Effect.forkChild(
          at(host, (jobs) => jobs.run({ onEnd }, () => Effect.succeed("done")))
        )
        yield* TestClock.adjust("10 seconds")
        const job = yield* Fiber.join(running)
        assert.deepStrictEqual([outcomeOf(job)?._tag, job.result], ["Completed", "done"])
        assert.match(job.hook.ended?.problem ?? "", problem)
        assert.strictEqual(outcomesWritten(world).length, 1)
      })
    )
  }

  it.effect("is left to an owner that lives, and to somebody who can run it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = world.host()
      const job = yield* at(owner, (jobs) => jobs.run({ onEnd }, () => Effect.succeed(1)))
      assert.deepStrictEqual(job.hook, { started: null, ended: null })
      const { calls, host } = hooked(world)
      yield* at(host, (jobs) => jobs.wait(job.id))
      assert.strictEqual(calls.length, 0)
      world.table.kill(owner.process)
      yield* at(host, (jobs) => jobs.wait(job.id))
      assert.strictEqual(calls.length, 1)
    })
  )

  it.effect("is left to an owner that nobody can examine, until that is given up", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = world.host()
      const job = yield* at(owner, (jobs) => jobs.run({ onEnd }, () => Effect.succeed(1)))
      world.table.deny(owner.process)
      const { calls, host } = hooked(world)
      yield* at(host, (jobs) => jobs.wait(job.id))
      yield* at(host, (jobs) => jobs.reconcile)
      assert.strictEqual(calls.length, 0)
    })
  )

  it.effect("is not run by plain reads of a dead owner's job", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* orphan(world)
      const { calls, host } = hooked(world)
      yield* at(host, (jobs) => jobs.get(id))
      yield* at(host, (jobs) => jobs.list())
      yield* at(host, (jobs) => jobs.result(id))
      yield* at(host, (jobs) => jobs.timeline(id))
      assert.strictEqual(calls.length, 0)
    })
  )

  const comers: Record<string, (jobs: Facade, id: Job["id"]) => Effect.Effect<unknown, unknown>> = {
    wait: (jobs, id) => jobs.wait(id),
    reconcile: (jobs) => jobs.reconcile
  }
  for (const [name, come] of Object.entries(comers)) {
    it.effect(`of a dead owner's job is run by ${name}, once, of any number that come`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* orphan(world)
        const { calls, host } = hooked(world)
        const eight = Array.from({ length: 8 }, () => ({ ...host, layer: Layer.fresh(host.layer) }))
        yield* Effect.forEach(eight, (each) => at(each, (jobs) => come(jobs, id)), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(
          calls.map((job) => outcomeOf(job)?._tag),
          ["Orphaned"]
        )
      })
    )
  }

  it.effect(
    "is run by reconcile where the job was settled before, by a plain read or its owner",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* orphan(world)
        yield* at(world.host(), (jobs) => jobs.list())
        const owner = world.host()
        const own = yield* at(owner, (jobs) => jobs.run({ onEnd }, () => Effect.succeed(1)))
        world.table.kill(owner.process)
        const { calls, host } = hooked(world)
        yield* at(host, (jobs) => jobs.reconcile)
        yield* at(host, (jobs) => jobs.reconcile)
        assert.sameMembers(
          calls.map((job) => job.id),
          [id, own.id]
        )
      })
  )

  it.effect(
    "of a job that is lost is run by a reader, and not again by an owner that lives after all",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const secluded = hooked(world, undefined, { namespace: "container" })
        const finish = yield* Deferred.make<void>()
        const started = yield* Deferred.make<Job["id"]>()
        const request = { onEnd, timeLimit: 0, lostDeadline: "1 hour" } as const
        world.faults.fail = (operation) => (operation === "renewLease" ? "NotWritable" : null)
        const running = yield* Effect.forkChild(
          at(secluded.host, (jobs) =>
            jobs.run(request, ({ id }) =>
              Effect.andThen(Deferred.succeed(started, id), Deferred.await(finish))
            )
          )
        )
        const id = yield* Deferred.await(started)
        const { calls, host } = hooked(world)
        const waiting = yield* Effect.forkChild(at(host, (jobs) => jobs.wait(id)))
        yield* TestClock.adjust("2 hours")
        const lost = yield* Fiber.join(waiting)
        assert.strictEqual(outcomeOf(lost)?._tag, "Lost")
        assert.strictEqual(calls.length, 1)
        yield* Deferred.succeed(finish, undefined)
        yield* Fiber.join(running)
        assert.strictEqual(secluded.calls.length, 0)
      })
  )

  it.effect("is not run again when whoever ran it died in the middle", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* orphan(world)
      const first = hooked(world, Effect.never)
      yield* Effect.forkDetach(at(first.host, (jobs) => jobs.wait(id)))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(first.calls.length, 1)
      world.table.kill(first.host.process)
      const second = hooked(world)
      const job = yield* at(second.host, (jobs) => jobs.wait(id))
      assert.strictEqual(second.calls.length, 0)
      assert.deepStrictEqual([job.hook.started !== null, job.hook.ended], [true, null])
    })
  )

  it.effect("is run to its end, and that is recorded, when whoever waits has heard enough", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* orphan(world)
      const { host } = hooked(world, Effect.as(Effect.sleep("3 seconds"), well))
      const waiting = yield* Effect.forkChild(
        Effect.timeoutOption(
          at(host, (jobs) => jobs.wait(id)),
          "1 second"
        )
      )
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(waiting)
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepInclude(job.hook.ended, well)
    })
  )

  it.effect(
    "is no end of what is known: a wait whose record is removed meanwhile tells the outcome",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* orphan(world)
        const prunes = at(world.host(), (jobs) => jobs.prune({ keep: 0 })).pipe(
          Effect.as(well),
          Effect.orDie
        )
        const job = yield* at(hooked(world, prunes).host, (jobs) => jobs.wait(id))
        // Not in the hook: what is thrown there is a hook that broke, and no more.
        assert.isFalse(world.backing.jobs.has(id))
        assert.strictEqual(outcomeOf(job)?._tag, "Orphaned")
      })
  )

  it.effect("is left to a rival that was first by an instant", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* orphan(world)
      const { calls, host } = hooked(world)
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      const by = world.table.identify(world.host().process)
      world.faults.fail = (operation, subject) => {
        if (operation !== "publishOnce" || subject !== "hookStarted") return null
        Effect.runSync(store.publishOnce(id, "hookStarted", { at: 1, by }))
        return null
      }
      const job = yield* at(host, (jobs) => jobs.wait(id))
      assert.deepStrictEqual([job.hook.started?.at, calls.length], [1, 0])
    })
  )

  it.effect("is not run by a reader that may not record the outcome", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* orphan(world)
      const { calls, host } = hooked(world)
      world.faults.fail = (_operation, subject) => (subject === "outcome" ? "NotWritable" : null)
      const job = yield* at(host, (jobs) => jobs.wait(id))
      assert.deepStrictEqual([job.saved, calls.length], [false, 0])
    })
  )
})
