import { assert, describe, it } from "@effect/vitest"
import {
  JobLifecycle,
  MemoryJobStore,
  TerminationSignals,
  WorkStopper
} from "@job-lifecycle/engine"
import {
  FakeOwnerProbe,
  FakeWorkStopper,
  makeFakeProcessExit,
  makeFakeTerminationSignals,
  makeFakeWorld
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { outcomeOf } from "./hosts.ts"
import { recorded } from "./lives.ts"

describe("what a host provides breaks, and its job has its outcome", () => {
  it.effect("a stopper of the host that breaks leaves the work unknown", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const process = world.table.spawn()
      const breaks = () => {
        throw new Error("the host's table")
      }
      const platform = Layer.mergeAll(
        MemoryJobStore.layerShared(world.backing),
        FakeOwnerProbe.layer(world.table, process),
        Layer.succeed(WorkStopper, {
          observe: breaks,
          signalOnce: breaks,
          stop: () => Effect.die(new Error("the host's signals"))
        }),
        makeFakeTerminationSignals().layer,
        makeFakeProcessExit().layer
      )
      const command = ["make"]
      const { state } = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({ command }, (job) =>
          Effect.andThen(job.work(world.table.identify(process)), Effect.fail("no luck"))
        )
      ).pipe(Effect.provide(JobLifecycle.layer.pipe(Layer.provide(platform))))
      assert.deepInclude(state, { _tag: "Settled", work: "Unknown" })
      assert.deepStrictEqual(yield* recorded(world), ["Failed"])
    })
  )

  it.effect("a watcher of the host that breaks ends nothing", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const process = world.table.spawn()
      const broken = Effect.succeed(Effect.die(new Error("the host's signals")))
      const platform = Layer.mergeAll(
        MemoryJobStore.layerShared(world.backing),
        FakeOwnerProbe.layer(world.table, process),
        FakeWorkStopper.layer(world.table, process),
        Layer.succeed(TerminationSignals, { open: broken }),
        makeFakeProcessExit().layer
      )
      const job = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({}, () => Effect.yieldNow.pipe(Effect.repeat({ times: 99 }), Effect.as("done")))
      ).pipe(Effect.provide(JobLifecycle.layer.pipe(Layer.provide(platform))))
      assert.strictEqual(outcomeOf(job)?._tag, "Completed")
    })
  )
})
