import { assert, describe, it } from "@effect/vitest"
import type { CancelReport } from "@job-lifecycle/engine"
import { ExitCodeZero, JobStore, MemoryJobStore, RunnerNotStarted } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { settlementOf } from "./cases.ts"
import { at, cancelled, outcomeOf, running } from "./cancelWorld.ts"

const notFound = new RunnerNotStarted({ message: "not found", code: "ENOENT", stderrTail: "" })

describe("cancel", () => {
  it.effect("a running function settles as Cancelled, and its work is confirmed stopped", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* running(world)
      const report = yield* cancelled(world, id, "30 seconds")
      assert.deepInclude(outcomeOf(report.job), { _tag: "Cancelled", by: "kim", reason: "enough" })
      assert.strictEqual(report.work, "Stopped")
      assert.isFalse(report.already)
    })
  )

  it.effect("who asks and why is kept up to a length that every reader can bear", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* running(world)
      const [by, reason] = ["b".repeat(8_193), "r".repeat(1_000_000)]
      const { job } = yield* cancelled(world, id, "30 seconds", { by, reason })
      assert.deepInclude(outcomeOf(job), {
        by: `${"b".repeat(8_192)}… (cut)`,
        reason: `${"r".repeat(8_192)}… (cut)`
      })
    })
  )

  it.effect("a grace that is no time is refused, and nothing is asked of anybody", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* running(world, { deaf: true })
      for (const grace of [NaN, -1, Infinity]) {
        const error = yield* Effect.flip(
          at(world.host(), (jobs) => jobs.cancel(id, { by: "kim", grace }))
        )
        assert.deepInclude(error, { _tag: "InvalidRequest", field: "grace" })
      }
      assert.isFalse(world.writes.some(({ fact }) => fact === "cancel"))
      assert.deepStrictEqual(world.table.signals, [])
    })
  )

  it.effect("a command is told to end, and is gone", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { command, id } = yield* running(world, { deaf: false })
      const report = yield* cancelled(world, id, "30 seconds")
      assert.strictEqual(outcomeOf(report.job)?._tag, "Cancelled")
      assert.strictEqual(report.work, "Stopped")
      assert.isFalse(world.table.isAlive(command!))
      assert.deepStrictEqual(
        world.table.signals.map(({ signal }) => signal),
        ["SIGTERM"]
      )
    })
  )

  it.effect("a command that is deaf to requests is killed after the grace", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { command, id } = yield* running(world, { deaf: true })
      const report = yield* cancelled(world, id, "30 seconds")
      assert.strictEqual(outcomeOf(report.job)?._tag, "Cancelled")
      assert.strictEqual(report.work, "Stopped")
      assert.isFalse(world.table.isAlive(command!))
      assert.strictEqual(world.table.signals.at(-1)?.signal, "SIGKILL")
    })
  )

  for (const [what, options, work] of [
    ["a function", { wedged: true }, "Running"],
    ["a command, deaf as its runner is,", { wedged: true, deaf: true }, "Stopped"],
    ["a function whose process is killed", { wedged: true, deaf: true, named: true }, "Running"]
  ] as const) {
    it.effect(
      `of ${what} that will not stop is on record at once, and answers within four graces`,
      () =>
        Effect.gen(function* () {
          const world = makeFakeWorld()
          const { command, id } = yield* running(world, options)
          const cancelling = yield* Effect.forkChild(
            at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
          )
          yield* TestClock.adjust("1 second")
          const written = world.writes.filter(({ won }) => won).map(({ fact }) => fact)
          assert.deepStrictEqual(written.slice(-2), ["cancel", "outcome"])
          assert.isTrue(command === null || world.table.isAlive(command))
          yield* TestClock.adjust("19 seconds")
          const report = yield* Fiber.join(cancelling)
          assert.deepStrictEqual([outcomeOf(report.job)?._tag, report.work], ["Cancelled", work])
          assert.isTrue(command === null || !world.table.isAlive(command))
        })
    )
  }

  it.effect("that cannot be recorded is an error, and nobody is signalled", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { command, id } = yield* running(world, { deaf: false })
      world.faults.fail = (_, fact) => (fact === "cancel" ? "NoSpace" : null)
      const error = yield* Effect.flip(
        at(world.host(), (jobs) => jobs.cancel(id, { by: "kim", grace: 0 }))
      )
      assert.deepInclude(error, { _tag: "JobStoreError", reason: "NoSpace" })
      assert.deepStrictEqual(world.table.signals, [])
      assert.isTrue(world.table.isAlive(command!))
    })
  )

  it.effect("no-stranger-signalled: neither a bystander nor a shared owner gets a signal", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const bystander = world.table.spawn()
      const { command, host, id } = yield* running(world, { deaf: false })
      yield* cancelled(world, id, "30 seconds")
      assert.isTrue(world.table.isAlive(bystander))
      assert.isTrue(world.table.isAlive(host.process))
      assert.isTrue(world.table.signals.every(({ to }) => to === command))
    })
  )

  it.effect("a job that was over before keeps its outcome, and no intent is recorded", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const job = yield* at(world.host(), (jobs) =>
        jobs.run({}, () => Effect.succeed(ExitCodeZero))
      )
      const report = yield* cancelled(world, job.id, "0 seconds")
      assert.isTrue(report.already)
      assert.strictEqual(outcomeOf(report.job)?._tag, "Completed")
      assert.isFalse(world.writes.some(({ fact }) => fact === "cancel"))
    })
  )

  it.effect("a command that was never started has stopped, also for who cannot see its owner", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host({ namespace: "container" })
      const job = yield* at(host, (jobs) =>
        jobs.run({ command: ["x"] }, () => Effect.fail(notFound))
      )
      const report = yield* cancelled(world, job.id, "0 seconds")
      assert.deepStrictEqual([report.already, report.work], [true, "Stopped"])
    })
  )

  it.effect("of a job whose owner cannot be examined nobody knows whether it runs", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* frozenOwner(world, false, "container")
      const report = yield* cancelled(world, id, "30 seconds")
      assert.deepStrictEqual([report.job.state._tag, report.work], ["Running", "Unknown"])
    })
  )

  it.effect("a frozen dedicated owner is ended, and the job is Cancelled", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { host, id } = yield* frozenOwner(world, true)
      // Nobody waits for an owner that cannot act.
      const report = yield* cancelled(world, id, "0 seconds")
      assert.isFalse(world.table.isAlive(host.process))
      assert.strictEqual(outcomeOf(report.job)?._tag, "Cancelled")
      assert.strictEqual(report.work, "Stopped")
    })
  )

  it.effect(
    "a frozen shared owner is left alone, and the report says that nothing is confirmed",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { host, id } = yield* frozenOwner(world, false)
        const report = yield* cancelled(world, id, "30 seconds")
        assert.isTrue(world.table.isAlive(host.process))
        assert.strictEqual(report.job.state._tag, "Running")
        assert.strictEqual(report.work, "Running")
        assert.strictEqual(report.job.cancel?.by, "kim", "the intent stands")
      })
  )

  it.effect(
    "a shared owner that hears nothing has time to settle once its command was stopped",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { host, id } = yield* frozenOwner(world, false)
        world.table.continue(host.process)
        const store = MemoryJobStore.make(world.backing)
        const command = world.table.spawn({ token: "t", parent: host.process })
        const work = { identity: world.table.identify(command), startedAt: 0 }
        yield* store.publishOnce(id, "work", work)
        const cancelling = yield* Effect.forkChild(
          at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
        )
        yield* TestClock.adjust("6 seconds")
        assert.isFalse(world.table.isAlive(command))
        assert.isTrue(world.table.isAlive(host.process))
        yield* store.publishOnce(id, "outcome", settlementOf({ _tag: "Drained" }))
        yield* TestClock.adjust("30 seconds")
        const report = yield* Fiber.join(cancelling)
        assert.deepStrictEqual([outcomeOf(report.job)?._tag, report.work], ["Drained", "Stopped"])
      })
  )

  it.effect(
    "of a job that is over, or that ends by it, tells of no work that was stopped beside",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* running(world, { deaf: false })
        const told = ({ already, stoppedWork, work }: CancelReport) => [already, stoppedWork, work]
        assert.deepStrictEqual(told(yield* cancelled(world, id, "30 seconds")), [
          false,
          false,
          "Stopped"
        ])
        assert.deepStrictEqual(told(yield* cancelled(world, id, "30 seconds")), [
          true,
          false,
          "Stopped"
        ])
      })
  )

  it.effect("leaves the work to its owner while that lives and is stopping it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { command, id } = yield* running(world, { deaf: true })
      const { work } = yield* cancelled(world, id, "30 seconds")
      assert.strictEqual(work, "Stopped")
      assert.isFalse(world.table.isAlive(command!))
      const signals = world.table.signals.map(({ signal }) => signal)
      assert.deepStrictEqual(signals, ["SIGTERM", "SIGKILL"])
    })
  )

  it.effect("a job that cannot be told from here keeps its intent for those who can", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { host, id } = yield* frozenOwner(world, false)
      yield* cancelled(world, id, "30 seconds")
      world.table.kill(host.process)
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepInclude(outcomeOf(job), { _tag: "Cancelled", by: "kim" })
    })
  )
})

/** A job on record whose owner is alive and executes nothing: claimed by hand, with no fiber. */
const frozenOwner = (world: FakeWorld, dedicated: boolean, namespace = "initial") =>
  Effect.gen(function* () {
    const host = world.host({ namespace })
    const submitted = yield* at(host, (jobs) => jobs.submit({ grace: "5 seconds" }))
    const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
    yield* store.publishOnce(submitted.id, "claim", {
      _tag: "Owned",
      owner: world.table.identify(host.process),
      nonce: "n",
      token: "t",
      claimedAt: 0,
      dedicated
    })
    world.table.stop(host.process)
    return { host, id: submitted.id }
  })
