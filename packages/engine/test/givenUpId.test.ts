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
import type { Facade } from "./hosts.ts"

describe("an id that was given up", () => {
  it.effect("is drawn anew, for a submission and for a run, which runs once", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const process = world.table.spawn()
      const store = MemoryJobStore.make(world.backing)
      let tries = 0
      const platform = Layer.mergeAll(
        Layer.succeed(JobStore, {
          ...store,
          submit: (created) => {
            tries++
            return tries % 3 === 0 ? store.submit(created) : Effect.succeed({ _tag: "Void" })
          }
        }),
        FakeOwnerProbe.layer(world.table, process),
        FakeWorkStopper.layer(world.table, process),
        makeFakeTerminationSignals().layer,
        makeFakeProcessExit().layer
      )
      const layer = JobLifecycle.layer.pipe(Layer.provide(platform))
      const ask = <A, E>(use: (jobs: Facade) => Effect.Effect<A, E>) =>
        Effect.flatMap(JobLifecycle, use).pipe(Effect.provide(layer))
      const submitted = yield* ask((jobs) => jobs.submit({ name: "j" }))
      assert.strictEqual(submitted.state._tag, "Queued")
      const recorded: Array<string> = []
      let runs = 0
      const job = yield* ask((jobs) =>
        jobs.run({ onRecorded: (id) => recorded.push(id) }, () => Effect.sync(() => ++runs))
      )
      assert.deepStrictEqual([recorded, runs], [[job.id], 1])
      assert.deepStrictEqual([...world.backing.jobs.keys()], [submitted.id, job.id])
    })
  )
})
