import { assert, describe, it } from "@effect/vitest"
import type { HookEnd } from "@job-lifecycle/engine"
import { EndHook, JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { at, start } from "./hosts.ts"

const ended = Effect.succeed("done")

const idsOf = (all: ReadonlyArray<{ readonly id: string }>) => all.map(({ id }) => id)

/** How often the whole record of a job was read while `read` ran. */
const recordsRead = <A, E>(world: FakeWorld, read: Effect.Effect<A, E>) =>
  Effect.suspend(() => {
    let reads = 0
    world.faults.fail = (operation) => {
      if (operation === "facts") reads += 1
      return null
    }
    return Effect.map(read, () => reads)
  })

describe("a listing of many jobs", () => {
  it.effect("shows one that the store cannot read as damaged, and hides no other by it (I8)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const [one, two] = [yield* start(world), yield* start(world)]
      let reads = 0
      world.faults.fail = (operation) =>
        operation === "facts" && reads++ === 0 ? "Unreadable" : null
      const { damaged, jobs } = yield* at(world.host(), (all) => all.list())
      assert.lengthOf(jobs, 1)
      assert.sameMembers(idsOf([...jobs, ...damaged]), [one.id, two.id])
      assert.deepInclude(damaged[0], { _tag: "JobDamaged", fact: "whole", searched: "memory" })
      assert.include(damaged[0]?.message, "a test made it fail")
      // It may be as sound as any: whoever may read it has nothing to move away.
      assert.include(damaged[0]?.message, "check that you may read its folder")
    })
  )

  for (const trouble of ["standing", "index"] as const) {
    it.effect(`hides none when the active ones cannot be put in order: ${trouble} fails (I8)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        world.faults.fail = (operation) => (operation === "index" ? "NoSpace" : null)
        const over = yield* at(world.host(), (jobs) => jobs.run({}, () => ended))
        world.faults.fail = (operation) => (operation === trouble ? "NoSpace" : null)
        const open = yield* start(world)
        for (const read of ["list", "reconcile"] as const) {
          const { damaged, jobs } = yield* at(world.host(), (all) =>
            read === "list" ? all.list() : all.reconcile
          )
          assert.deepStrictEqual([idsOf(jobs), damaged], [[open.id, over.id], []])
        }
      })
    )
  }

  it.effect("looks at their owner once", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host()
      for (let n = 0; n < 3; n++) {
        yield* Effect.forkDetach(
          at(host, (jobs) => jobs.run({}, () => Effect.never)),
          { startImmediately: true }
        )
      }
      let looks = 0
      const row = world.table.row.bind(world.table)
      world.table.row = (pid) => {
        looks += 1
        return row(pid)
      }
      const { jobs } = yield* at(world.host(), (all) => all.list())
      assert.deepStrictEqual([jobs.length, looks], [3, 1])
    })
  )
})

describe("a reconciliation of all jobs", () => {
  it.effect("reads each once where no end hook is left to run, and old ones only for hooks", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const calls: Array<string> = []
      const end: HookEnd = { exitCode: 0, problem: null }
      const withHooks = (): FakeHost => {
        const host = world.host()
        const hook = Layer.succeed(EndHook, ({ id }) => Effect.sync(() => (calls.push(id), end)))
        return { ...host, layer: host.layer.pipe(Layer.provide(hook)) }
      }
      const plain = yield* at(withHooks(), (jobs) => jobs.run({}, () => ended))
      const first = yield* at(withHooks(), (jobs) => jobs.run({ onEnd: "x" }, () => ended))
      world.faults.fail = (operation) => (operation === "index" ? "NoSpace" : null)
      const second = yield* at(withHooks(), (jobs) => jobs.run({ onEnd: "x" }, () => ended))
      const store = yield* JobStore.pipe(Effect.provide(MemoryJobStore.layerShared(world.backing)))
      assert.deepStrictEqual(yield* store.active, [second.id])
      const reconcile = (host: FakeHost) =>
        recordsRead(
          world,
          at(host, (jobs) => jobs.reconcile)
        )
      assert.strictEqual(yield* reconcile(withHooks()), 3)
      assert.sameMembers(idsOf(yield* Effect.forEach(yield* store.settled(9), store.facts)), [
        plain.id,
        first.id,
        second.id
      ])
      assert.strictEqual(yield* reconcile(withHooks()), 3)
      assert.strictEqual(yield* reconcile(world.host()), 0)
      assert.deepStrictEqual(calls, [first.id, second.id])
    })
  )
})
