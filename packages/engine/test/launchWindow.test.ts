import { assert, describe, it } from "@effect/vitest"
import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeSpawn, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at, outcomeOf } from "./hosts.ts"

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

  it.effect("a claim that stands although the store broke is not left to nobody (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* submitted(world)
      world.faults.failAfter = (operation, fact) => {
        if (operation === "publishOnce" && fact === "claim") throw new Error("the host's store")
        return null
      }
      const owner = world.host()
      yield* Effect.exit(at(owner, (jobs) => jobs.own(id, () => Effect.succeed("mine"))))
      const read = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepInclude(outcomeOf(read), { _tag: "NeverStarted", reason: "SpawnFailed" })
    })
  )

  const launched = (world: FakeWorld, where: FakeSpawn = {}) =>
    Effect.gen(function* () {
      const launcher = world.host(where)
      const job = yield* at(launcher, (jobs) => jobs.submit({ name: "later", launched: true }))
      return { launcher: launcher.process, id: job.id }
    })

  it.effect("with its launcher gone and no owner to come, a launched job never started", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, launcher } = yield* launched(world)
      const read = at(world.host(), (jobs) => jobs.get(id))
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* read).state._tag, "Queued", "its launcher lives")
      world.table.kill(launcher)
      assert.deepInclude(outcomeOf(yield* read), {
        _tag: "NeverStarted",
        reason: "LauncherGone"
      })
      let ran = false
      const late = at(world.host(), (jobs) =>
        jobs.own(id, () =>
          Effect.sync(() => {
            ran = true
            return 1
          })
        )
      )
      assert.deepInclude(yield* Effect.flip(late), { _tag: "ClaimRefused", standing: "Void" })
      assert.isFalse(ran)
    })
  )

  it.effect(
    "what its owner said at its start keeps no job from its end when it cannot be read",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* launched(world)
        world.faults.fail = (operation) => (operation === "startUp" ? "Unexpected" : null)
        const job = yield* at(world.host(), (jobs) =>
          jobs.abandon(id, { message: "no such interpreter", code: "ENOENT" })
        )
        assert.deepInclude(outcomeOf(job), { _tag: "NeverStarted", stderrTail: "" })
      })
  )

  it.effect("what its launcher says is kept as far as a record keeps a text", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* launched(world)
      const job = yield* at(world.host(), (jobs) =>
        jobs.abandon(id, { message: "a".repeat(10_000), code: "E2BIG" })
      )
      assert.propertyVal(outcomeOf(job), "message", `${"a".repeat(8_192)}… (cut)`)
    })
  )

  it.effect("in the first two seconds its owner may be there and not be seen, so it waits", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, launcher } = yield* launched(world)
      world.table.kill(launcher)
      const read = at(world.host(), (jobs) => jobs.get(id))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* read).state._tag, "Queued")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(outcomeOf(yield* read)?._tag, "NeverStarted")
    })
  )

  it.effect(
    "an owner that was started and has not claimed yet is waited for, its own reads too",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id, launcher } = yield* launched(world)
        const candidate = world.host({ token: id })
        world.table.kill(launcher)
        yield* TestClock.adjust("30 seconds")
        for (const reader of [world.host(), candidate]) {
          const job = yield* at(reader, (jobs) => jobs.get(id))
          assert.strictEqual(job.state._tag, "Queued")
        }
        world.table.kill(candidate.process)
        const job = yield* at(world.host(), (jobs) => jobs.get(id))
        assert.deepInclude(outcomeOf(job), { _tag: "NeverStarted", reason: "LauncherGone" })
      })
  )

  it.effect("unknown-stays-unknown: a launcher that cannot be examined settles nothing", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id, launcher } = yield* launched(world, { namespace: "elsewhere" })
      world.table.kill(launcher)
      yield* TestClock.adjust("60 seconds")
      const read = at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual((yield* read).state._tag, "Queued")
      yield* TestClock.adjust("1 second")
      assert.deepInclude(outcomeOf(yield* read), { reason: "ClaimDeadline" })
    })
  )

  it.effect(
    "never starts though the clock was set back, by the first look's clock (F06, F48)",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const year = 365 * 86_400_000
        yield* TestClock.setTime(year)
        const { id } = yield* submitted(world)
        const { id: orphan, launcher } = yield* launched(world)
        yield* TestClock.setTime(0)
        world.table.kill(launcher)
        const reader = at(world.host(), (jobs) => Effect.all([jobs.get(id), jobs.get(orphan)]))
        const states = () => Effect.map(reader, (both) => both.map(({ state }) => state._tag))
        assert.deepEqual(yield* states(), ["Queued", "Queued"])
        yield* TestClock.adjust("2001 millis")
        assert.deepEqual(yield* states(), ["Queued", "Settled"])
        yield* TestClock.adjust("58 seconds")
        assert.deepEqual(yield* states(), ["Settled", "Settled"])
        const [job, left] = yield* reader
        assert.deepInclude(outcomeOf(job), { _tag: "NeverStarted", reason: "ClaimDeadline" })
        assert.deepInclude(outcomeOf(left), { _tag: "NeverStarted", reason: "LauncherGone" })
      })
  )

  it.effect("a job that anybody may claim waits on when its submitter is gone", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const submitter = world.host()
      const { id } = yield* at(submitter, (jobs) => jobs.submit({ name: "later" }))
      world.table.kill(submitter.process)
      yield* TestClock.adjust("30 seconds")
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(job.state._tag, "Queued")
    })
  )
})
