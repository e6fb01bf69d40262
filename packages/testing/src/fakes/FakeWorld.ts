import type { FactName, JobLifecycle } from "@job-lifecycle/engine"
import { JobLifecycle as Lifecycle, MemoryJobStore } from "@job-lifecycle/engine"
import * as Layer from "effect/Layer"
import { blindStore } from "./blindStore.ts"
import { FakeChannels, FakeLivenessChannel } from "./FakeLivenessChannel.ts"
import { FakeOwnerProbe } from "./FakeOwnerProbe.ts"
import type { FakeProcessExit } from "./FakeProcessExit.ts"
import { makeFakeProcessExit } from "./FakeProcessExit.ts"
import type { FakeProcess, FakeSpawn } from "./FakeProcessTable.ts"
import { FakeProcessTable } from "./FakeProcessTable.ts"
import type { FakeTerminationSignals } from "./FakeTerminationSignals.ts"
import { makeFakeTerminationSignals } from "./FakeTerminationSignals.ts"
import { FakeWorkStopper } from "./FakeWorkStopper.ts"
import type { RecordedWrite } from "./recordedStore.ts"
import { mortalStore } from "./mortalStore.ts"
import { recordedStore } from "./recordedStore.ts"
import type { Faults } from "./faultyStore.ts"
import { faultyStore, noFaults } from "./faultyStore.ts"
import { unwatchedStore } from "./unwatchedStore.ts"

/** One process of a fake world: its entry in the table, its signals, its exit, and its façade. */
export interface FakeHost {
  readonly process: FakeProcess
  readonly signals: FakeTerminationSignals
  readonly exit: FakeProcessExit
  readonly layer: Layer.Layer<JobLifecycle>
}

/**
 * A machine in memory: a process table, one store that every host shares, and a trace of all that
 * was written to it. Deterministic under the test clock.
 */
export interface FakeWorld {
  readonly table: FakeProcessTable
  readonly channels: FakeChannels
  readonly backing: MemoryJobStore.MemoryBacking
  readonly writes: ReadonlyArray<RecordedWrite>
  /** What of the store fails now. */
  readonly faults: Faults
  /** Whether a process's last gasp reaches the store. */
  readonly gasps: { allowed: boolean }
  /** Whether changes of the record are told to nobody. */
  readonly watches: { blind: boolean }
  /** Facts of every job that cannot be read now, though they are there. */
  readonly blind: Set<FactName>
  /** Facts of every job that a newer version wrote, and that this one cannot read. */
  readonly newer: Set<FactName>
  /** Starts one more process that embeds the engine. */
  readonly host: (spawn?: FakeSpawn) => FakeHost
}

/** Makes an empty world with nobody in it. */
export const makeFakeWorld = (): FakeWorld => {
  const table = new FakeProcessTable()
  const channels = new FakeChannels(table)
  const backing = MemoryJobStore.makeBacking()
  const writes: Array<RecordedWrite> = []
  const faults = noFaults()
  const gasps = { allowed: true }
  const blind = new Set<FactName>()
  const newer = new Set<FactName>()
  const watches = { blind: false }
  return {
    table,
    channels,
    backing,
    writes,
    faults,
    gasps,
    blind,
    newer,
    watches,
    host: (spawn) => {
      const process = table.spawn(spawn)
      const signals = makeFakeTerminationSignals()
      const exit = makeFakeProcessExit()
      const platform = Layer.mergeAll(
        recordedStore(writes).pipe(
          Layer.provide(mortalStore(() => table.isAlive(process), gasps)),
          Layer.provide(faultyStore(faults)),
          Layer.provide(blindStore(blind)),
          Layer.provide(blindStore(newer, true)),
          Layer.provide(unwatchedStore(watches)),
          Layer.provide(MemoryJobStore.layerShared(backing))
        ),
        FakeOwnerProbe.layer(table, process),
        FakeWorkStopper.layer(table, process),
        signals.layer,
        exit.layer,
        FakeLivenessChannel.layer(channels, process)
      )
      return {
        process,
        signals,
        exit,
        layer: Layer.fresh(Lifecycle.layer.pipe(Layer.provide(platform)))
      }
    }
  }
}
