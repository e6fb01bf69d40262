// What stands in a package that has nothing to do with this workspace.

/** What a dependent has made. */
export const ours = `import { MemoryJobStore, OwnerProbe, WorkStopper } from "@job-lifecycle/engine"
import type { FakeProcess, FakeProcessTable } from "@job-lifecycle/testing"
import { FakeOwnerProbe, FakeWorkStopper } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Stands for a store that somebody else has made. */
export const OurStore = { layer: MemoryJobStore.layer }

/** Stands for a probe that somebody else has wrapped around another one. */
export const OurProbe = {
  layer: (table: FakeProcessTable, self: FakeProcess) =>
    Layer.effect(
      OwnerProbe,
      Effect.map(OwnerProbe, (probe) => ({ ...probe, observe: (owner) => probe.observe(owner) }))
    ).pipe(Layer.provide(FakeOwnerProbe.layer(table, self)))
}

/** Stands for such a stopper. */
export const OurStopper = {
  layer: (table: FakeProcessTable, self: FakeProcess) =>
    Layer.effect(
      WorkStopper,
      Effect.map(WorkStopper, (stopper) => ({
        ...stopper,
        stop: (target, how) => stopper.stop(target, how)
      }))
    ).pipe(Layer.provide(FakeWorkStopper.layer(table, self)))
}
`

/** The contract suites on that. */
export const oursTest = `import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  describeJobStore,
  describeOwnerProbe,
  describeWorkStopper,
  fakeOwnerWorld,
  fakeWorkWorld
} from "@job-lifecycle/testing"
import { OurProbe, OurStopper, OurStore } from "./ours.ts"

const runner = { assert, describe, it }

describeJobStore(runner, "OurStore", OurStore.layer)
describeOwnerProbe(runner, "OurProbe", fakeOwnerWorld(OurProbe.layer))
describeWorkStopper(runner, "OurStopper", fakeWorkWorld(OurStopper.layer))
`
