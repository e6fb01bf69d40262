import { assert, describe, it } from "@effect/vitest"
import { MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeProcess, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { settlementOf } from "./cases.ts"
import { at, outcomeOf } from "./cancelWorld.ts"

/** A command, deaf to requests, whose owner exists for it alone, is frozen, and is asked to end. */
const frozen = Effect.fnUntraced(function* (
  world: FakeWorld,
  hears: (owner: FakeProcess, store: ReturnType<typeof MemoryJobStore.make>, id: string) => boolean
) {
  const store = MemoryJobStore.make(world.backing)
  const host = world.host({ hears: () => hears(host.process, store, id) })
  const { id } = yield* at(host, (jobs) => jobs.submit({ command: ["x"], grace: "5 seconds" }))
  yield* store.publishOnce(id, "claim", {
    _tag: "Owned",
    owner: world.table.identify(host.process),
    nonce: "n",
    token: "t",
    claimedAt: 0,
    dedicated: true
  })
  const command = world.table.spawn({ token: "t", deaf: true })
  const identity = world.table.identify(command)
  yield* store.publishOnce(id, "work", { identity, startedAt: 0 })
  world.table.stop(host.process)
  const cancelling = yield* Effect.forkChild(
    at(world.host(), (jobs) => jobs.cancel(id, { by: "kim" }))
  )
  return { owner: host.process, command, cancelling, store, id }
})

describe("a cancel that stops a frozen owner by force", () => {
  it.effect("kills it no more once it has settled: it ends as its job did", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { cancelling, command, id, owner, store } = yield* frozen(
        world,
        (process, all, job) => {
          world.table.continue(process)
          const ended = settlementOf({ _tag: "Cancelled", by: "kim", requestedAt: 0, reason: null })
          Effect.runSync(
            all.publishOnce(job as typeof id, "outcome", { ...ended, work: "Running" })
          )
          return true
        }
      )
      yield* TestClock.adjust("6 seconds")
      // Its owner kills it, as it had its grace.
      world.table.kill(command)
      yield* store.publishOnce(id, "workStopped", { at: 6_000 })
      yield* TestClock.adjust("30 seconds")
      const report = yield* Fiber.join(cancelling)
      assert.deepStrictEqual([outcomeOf(report.job)?._tag, report.work], ["Cancelled", "Stopped"])
      assert.isTrue(world.table.isAlive(owner))
      assert.deepStrictEqual(
        world.table.signals.filter(({ to }) => to === owner).map(({ signal }) => signal),
        ["SIGTERM"]
      )
    })
  )

  it.effect("goes on while the record cannot be read", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { cancelling, command, owner } = yield* frozen(world, (process) => {
        world.faults.fail = (operation) =>
          operation === "facts" && world.table.isAlive(process) ? "Unexpected" : null
        return true
      })
      yield* TestClock.adjust("30 seconds")
      const report = yield* Fiber.join(cancelling)
      assert.deepStrictEqual([outcomeOf(report.job)?._tag, report.work], ["Cancelled", "Stopped"])
      assert.isFalse(world.table.isAlive(owner) || world.table.isAlive(command))
    })
  )

  it.effect("goes on when it is a reader who settles: what is deaf is killed after one grace", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { cancelling, command, owner, store, id } = yield* frozen(world, () => true)
      yield* TestClock.adjust("3 seconds")
      world.table.kill(owner)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* store.standing(id, "outcome"))?.settledBy, "Reader")
      assert.isTrue(world.table.isAlive(command))
      yield* TestClock.adjust("1 second")
      assert.isFalse(world.table.isAlive(command))
      const report = yield* Fiber.join(cancelling)
      assert.deepStrictEqual([outcomeOf(report.job)?._tag, report.work], ["Cancelled", "Stopped"])
    })
  )
})
