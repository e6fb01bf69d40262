import { assert, describe, it } from "@effect/vitest"
import { JobStore, MemoryJobStore, WorkStopper } from "@job-lifecycle/engine"
import type { WorkTarget } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { FakeOwnerProbe, FakeWorkStopper, makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { reconcile } from "../src/repair/reconcile.ts"
import { settleBesideWork, start } from "./hosts.ts"

/** What reading takes in a fake world; with a store or a stopper of one's own. */
const readingIn = (
  world: FakeWorld,
  own: {
    readonly store?: (store: JobStore["Service"]) => JobStore["Service"]
    readonly stopper?: WorkStopper["Service"]
  }
) => {
  const process = world.table.spawn()
  const shared = MemoryJobStore.layerShared(world.backing)
  const { store, stopper } = own
  return Layer.mergeAll(
    store === undefined
      ? shared
      : Layer.effect(JobStore, Effect.map(JobStore, store)).pipe(Layer.provide(shared)),
    FakeOwnerProbe.layer(world.table, process),
    stopper === undefined
      ? FakeWorkStopper.layer(world.table, process)
      : Layer.succeed(WorkStopper, stopper)
  )
}

describe("whoever only looks", () => {
  for (const orphans of ["signal", "stop"] as const) {
    it.effect(`signals no work whose owner may live, in a look that may ${orphans} orphans`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world, { timeLimit: 0, command: ["make"] })
        const store = MemoryJobStore.make(world.backing)
        const identity = world.table.identify(world.table.spawn())
        yield* store.publishOnce(owner.id, "work", { identity, startedAt: 0 })
        yield* settleBesideWork(world, owner.id)
        // A hidden owner, and work beside it that can be seen.
        world.table.deny(owner.host.process)
        const signalled: Array<WorkTarget> = []
        const signal = (target: WorkTarget) =>
          Effect.sync(() => {
            signalled.push(target)
            return "Running" as const
          })
        const stopper = {
          observe: () => Effect.succeed("Running" as const),
          signalOnce: signal,
          stop: signal
        }
        const { state } = yield* Effect.provide(
          reconcile(owner.id, orphans),
          readingIn(world, { stopper })
        )
        assert.deepInclude(state, { work: "Running" })
        assert.deepStrictEqual(signalled, [])
      })
    )
  }

  it.effect("and was stopped in the middle takes nobody for quiet, nor for late", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, { timeLimit: 0, command: ["make"] })
      const store = (inner: JobStore["Service"]) => ({
        ...inner,
        facts: (id: typeof owner.id) => Effect.delay(inner.facts(id), "2 days")
      })
      const looking = yield* Effect.forkChild(
        Effect.provide(reconcile(owner.id), readingIn(world, { store }))
      )
      yield* TestClock.adjust("2 days")
      const { health } = yield* Fiber.join(looking)
      assert.strictEqual(health._tag, "Active")
    })
  )
})
