import { assert, describe, it } from "@effect/vitest"
import type { Job, Recovered, Runner } from "@job-lifecycle/engine"
import { JobLifecycle, JobStore, MemoryJobStore, Recover } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"

type Facade = JobLifecycle["Service"]

/** Asks the façade of one host. */
const at = <A, E>(host: FakeHost, ask: (jobs: Facade) => Effect.Effect<A, E>) =>
  Effect.flatMap(JobLifecycle, ask).pipe(Effect.provide(host.layer))

const outcomeOf = (job: Job) =>
  job.state._tag === "Settled" ? job.state.settlement.outcome : undefined

/** Starts a job in a host of its own and answers its id once the runner runs. */
const start = (world: FakeWorld, options: object = {}, runner: Runner = () => Effect.never) =>
  Effect.gen(function* () {
    const host = world.host()
    const started = yield* Deferred.make<Job["id"]>()
    const fiber = yield* Effect.forkDetach(
      at(host, (jobs) =>
        jobs.run({ ...options }, (job) =>
          Effect.andThen(Deferred.succeed(started, job.id), runner(job))
        )
      )
    )
    return { host, fiber, id: yield* Deferred.await(started) }
  })

/** A death without a word. */
const killSilently = (
  world: FakeWorld,
  owner: { host: FakeHost; fiber: Fiber.Fiber<unknown, unknown> }
) =>
  Effect.sync(() => {
    world.table.kill(owner.host.process)
  })

const outcomesWritten = (world: FakeWorld) =>
  world.writes.filter(({ fact, won }) => fact === "outcome" && won)

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
      const owner = yield* start(world, { timeLimit: 0 })
      world.table.deny(owner.host.process)
      const reader = world.host()
      yield* TestClock.adjust("23 hours")
      const doubtful = yield* at(reader, (jobs) => jobs.get(owner.id))
      assert.strictEqual(doubtful.health._tag, "Unknown")
      assert.strictEqual(outcomesWritten(world).length, 0)
      yield* TestClock.adjust("2 hours")
      const lost = yield* at(reader, (jobs) => jobs.get(owner.id))
      assert.strictEqual(outcomeOf(lost)?._tag, "Lost")
      assert.strictEqual(lost.state._tag === "Settled" && lost.state.work, "Unknown")
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

describe("what a dead owner left", () => {
  const settledAfter = (
    world: FakeWorld,
    leave: (
      store: JobStore["Service"],
      id: Job["id"],
      at: number
    ) => Effect.Effect<unknown, unknown>
  ) =>
    Effect.gen(function* () {
      const owner = yield* start(world)
      yield* killSilently(world, owner)
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      yield* leave(store, owner.id, yield* Clock.currentTimeMillis)
      return yield* at(world.host(), (jobs) => jobs.get(owner.id))
    })

  it.effect("a result that was durable before the death is the outcome", () =>
    Effect.gen(function* () {
      const job = yield* settledAfter(makeFakeWorld(), (store, id, at) =>
        store.publishOnce(id, "result", { value: "finished", at })
      )
      assert.deepStrictEqual(outcomeOf(job), { _tag: "Completed", result: "Recorded" })
      assert.strictEqual(job.result, "finished")
    })
  )

  it.effect("an intent to cancel makes it Cancelled", () =>
    Effect.gen(function* () {
      const job = yield* settledAfter(makeFakeWorld(), (store, id) =>
        store.publishOnce(id, "cancel", { by: "kim", requestedAt: 7, reason: null, nonce: "c" })
      )
      assert.deepStrictEqual(outcomeOf(job), {
        _tag: "Cancelled",
        by: "kim",
        requestedAt: 7,
        reason: null
      })
    })
  )

  const recoveries: ReadonlyArray<readonly [string, Effect.Effect<Recovered>, string]> = [
    ["a result", Effect.succeed({ _tag: "Result", value: "recovered" }), "Completed"],
    ["a failure", Effect.succeed({ _tag: "Failure", message: "quota" }), "Failed"],
    ["nothing", Effect.succeed({ _tag: "NothingKnown" }), "Orphaned"],
    ["a hook that breaks", Effect.die(new Error("broken hook")), "Orphaned"]
  ]
  for (const [name, answer, tag] of recoveries) {
    it.effect(`the host is asked before Orphaned: ${name} gives ${tag}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        yield* killSilently(world, owner)
        const reader = world.host()
        const job = yield* Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(
          Effect.provide(reader.layer.pipe(Layer.provide(Layer.succeed(Recover, () => answer))))
        )
        assert.strictEqual(outcomeOf(job)?._tag, tag)
        assert.strictEqual(job.result, tag === "Completed" ? "recovered" : null)
      })
    )
  }

  for (const [name, hang] of [
    ["hangs", Effect.never],
    ["hangs and cannot be interrupted", Effect.uninterruptible(Effect.never)]
  ] as const) {
    it.effect(`a hook that ${name} is given ten seconds`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        yield* killSilently(world, owner)
        const reader = world.host().layer.pipe(Layer.provide(Layer.succeed(Recover, () => hang)))
        const fiber = yield* Effect.forkChild(
          Effect.flatMap(JobLifecycle, (jobs) => jobs.get(owner.id)).pipe(Effect.provide(reader))
        )
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(outcomeOf(yield* Fiber.join(fiber))?._tag, "Orphaned")
      })
    )
  }

  it.effect(
    "a command that runs on is a second fact: told to end at once, killed after the grace",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(
          world,
          { kind: "command", command: ["x"], grace: "5 seconds", timeLimit: 0 },
          (job) => {
            const command = world.table.spawn({ token: job.token, deaf: true })
            return Effect.andThen(job.work(world.table.identify(command)), Effect.never)
          }
        )
        yield* killSilently(world, owner)
        const read = at(world.host(), (jobs) => jobs.get(owner.id))
        const first = yield* read
        assert.deepInclude(outcomeOf(first), { _tag: "Orphaned" })
        assert.strictEqual(first.state._tag === "Settled" && first.state.work, "Running")
        assert.deepStrictEqual(
          world.table.signals.map(({ signal }) => signal),
          ["SIGTERM"]
        )
        yield* TestClock.adjust("6 seconds")
        const second = yield* read
        assert.strictEqual(second.state._tag === "Settled" && second.state.work, "Stopped")
        assert.strictEqual(world.table.signals.at(-1)?.signal, "SIGKILL")
        assert.deepStrictEqual(outcomeOf(second), outcomeOf(first), "the outcome itself stands")
      })
  )
})

describe("the launch window", () => {
  const submitted = (world: FakeWorld) =>
    at(world.host(), (jobs) => jobs.submit({ name: "later", claimDeadline: "60 seconds" }))

  it.effect(
    "a submitted job waits for its owner until the claim deadline, then never started",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* submitted(world)
        yield* TestClock.adjust("60 seconds")
        const read = at(world.host(), (jobs) => jobs.get(id))
        assert.strictEqual((yield* read).state._tag, "Queued")
        yield* TestClock.adjust("1 second")
        assert.deepInclude(outcomeOf(yield* read), {
          _tag: "NeverStarted",
          reason: "ClaimDeadline"
        })
      })
  )

  it.effect("cancelled before the claim: the late owner is refused and nothing runs", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* submitted(world)
      const report = yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
      assert.deepInclude(outcomeOf(report.job), { _tag: "Cancelled", by: "kim" })
      assert.strictEqual(report.work, "Stopped")
      let ran = false
      const late = yield* at(world.host(), (jobs) =>
        Effect.flip(
          jobs.own(id, () =>
            Effect.sync(() => {
              ran = true
              return 1
            })
          )
        )
      )
      assert.deepInclude(late, { _tag: "ClaimRefused", standing: "Void" })
      assert.isFalse(ran)
    })
  )

  it.effect("two owners, one job: one of them runs it, the other is refused", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* submitted(world)
      let runs = 0
      const own = at(world.host(), (jobs) =>
        Effect.result(
          jobs.own(id, () =>
            Effect.sync(() => {
              runs += 1
              return "done"
            })
          )
        )
      )
      const results = yield* Effect.all([own, own, own], { concurrency: "unbounded" })
      assert.strictEqual(runs, 1)
      assert.strictEqual(results.filter(({ _tag }) => _tag === "Success").length, 1)
    })
  )

  it.effect("an intent that was there before the claim keeps the runner from starting", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* submitted(world)
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      yield* store.publishOnce(id, "cancel", {
        by: "kim",
        requestedAt: 7,
        reason: null,
        nonce: "c"
      })
      let ran = false
      const job = yield* at(world.host(), (jobs) =>
        jobs.own(id, () =>
          Effect.sync(() => {
            ran = true
            return 1
          })
        )
      )
      assert.strictEqual(outcomeOf(job)?._tag, "Cancelled")
      assert.isFalse(ran)
    })
  )
})
