import { assert, describe, it } from "@effect/vitest"
import { JobLifecycle, JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import {
  FakeOwnerProbe,
  FakeWorkStopper,
  makeFakeProcessExit,
  makeFakeTerminationSignals,
  makeFakeWorld
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import type { Facade } from "./hosts.ts"
import { at, start } from "./hosts.ts"

/** What only an owner can have written. */
const traces = {
  work: { identity: { scheme: "fake", label: "a command", value: null }, startedAt: 0 },
  result: { value: 42, at: 0 }
} as const

describe("a job whose claim is gone from the record", () => {
  for (const [name, value] of Object.entries(traces)) {
    it.effect(
      `is damaged where its ${name} is there, and neither over nor to be started again (I4)`,
      () =>
        Effect.gen(function* () {
          const world = makeFakeWorld()
          const host = world.host()
          const { id } = yield* at(host, (jobs) => jobs.submit({ claimDeadline: "1 minute" }))
          yield* MemoryJobStore.make(world.backing).publishOnce(id, name as "work", value as never)
          yield* TestClock.adjust("1 hour")
          const asked = {
            get: at(host, (jobs) => jobs.get(id)),
            cancel: at(host, (jobs) => jobs.cancel(id, { by: "user" })),
            own: at(host, (jobs) => jobs.own(id, () => Effect.succeed("it ran twice")))
          }
          for (const [what, answer] of Object.entries(asked)) {
            const error = yield* Effect.flip(answer as Effect.Effect<unknown, object>)
            assert.deepInclude(error, { _tag: "JobDamaged", fact: "claim" } as object, what)
          }
          const written = world.writes.map(({ fact }) => fact)
          assert.notIncludeMembers(written, ["claim", "outcome"])
        })
    )
  }

  it.effect("is looked for once more before its job is said to have lost it (I4)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const store = MemoryJobStore.make(world.backing)
      const { id } = yield* start(world, {}, (job) =>
        Effect.andThen(job.work(world.table.identify(world.table.spawn())), Effect.never)
      )
      yield* TestClock.adjust("1 second")
      assert.isNotNull((yield* store.facts(id)).work)
      // A listing that began before the claim was there, and ended after what followed it.
      let early = false
      const facts = (of: typeof id) =>
        Effect.map(store.facts(of), (all) => {
          const claim = early ? null : all.claim
          early = false
          return { ...all, claim }
        })
      const process = world.table.spawn()
      const platform = Layer.mergeAll(
        Layer.succeed(JobStore, { ...store, facts }),
        FakeOwnerProbe.layer(world.table, process),
        FakeWorkStopper.layer(world.table, process),
        makeFakeTerminationSignals().layer,
        makeFakeProcessExit().layer
      )
      const ask = <A, E>(use: (jobs: Facade) => Effect.Effect<A, E>) => {
        early = true
        const layer = JobLifecycle.layer.pipe(Layer.provide(platform))
        return Effect.flatMap(JobLifecycle, use).pipe(Effect.provide(layer))
      }
      const refused = yield* Effect.flip(ask((jobs) => jobs.own(id, () => Effect.never)))
      assert.strictEqual(refused._tag, "ClaimRefused")
      const { state } = yield* ask((jobs) => jobs.get(id))
      assert.strictEqual(state._tag, "Running")
    })
  )
})
