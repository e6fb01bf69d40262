import { JobLifecycle, JobStore } from "@job-lifecycle/engine"
import type { FakeProcess, FileFaultPlan } from "@job-lifecycle/testing"
import {
  FakeDisk,
  FakeOwnerProbe,
  FakeProcessTable,
  FakeWorkStopper,
  makeFakeProcessExit,
  makeFakeTerminationSignals
} from "@job-lifecycle/testing"
import type { FakeFiles } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FileJobStore from "../../src/store/FileJobStore.ts"
import { Notes, noting } from "./Notes.ts"

export const root = "/state/root"

/** One machine: its disk, its processes, and what they noted. */
export class CrashWorld {
  readonly disk: FakeDisk
  readonly table: FakeProcessTable
  readonly notes: Notes
  /** What one job's log may hold for the processes to come. */
  logCapBytes: number | undefined

  constructor(disk = new FakeDisk(), table = new FakeProcessTable(), notes = new Notes()) {
    this.disk = disk
    this.table = table
    this.notes = notes
  }

  /** One more process on this machine. */
  host(faults?: FileFaultPlan): CrashHost {
    return new CrashHost(this, this.table.spawn(), this.disk.process({ faults }))
  }

  /** The same for two worlds that nobody could tell apart; temporary names are made up anew. */
  get fingerprint(): string {
    const text = new TextDecoder()
    const files = [...this.disk.contents()].map(
      ([name, bytes]) => `${name.replace(/\/\.[^/]+/, "/.*")}=${text.decode(bytes)}`
    )
    return `${this.notes.fingerprint}\n${files.join("\n")}`
  }

  /** The same machine with a disk of its own, so that one crash can be followed in several ways. */
  fork(): CrashWorld {
    const fork = new CrashWorld(this.disk.copy(), this.table.copy(), this.notes.copy())
    fork.logCapBytes = this.logCapBytes
    return fork
  }
}

/** A process with its own handle on the disk. */
export class CrashHost {
  readonly process: FakeProcess
  readonly files: FakeFiles
  readonly store: JobStore["Service"]
  readonly exit = makeFakeProcessExit()
  readonly jobs: JobLifecycle["Service"]
  readonly world: CrashWorld

  constructor(
    world: CrashWorld,
    process: FakeProcess,
    files: FakeFiles,
    { store = FileJobStore.make({ root, fs: files, logCapBytes: world.logCapBytes }) } = {}
  ) {
    this.world = world
    this.process = process
    this.files = files
    this.store = noting(store, world.notes, () =>
      FileJobStore.make({ root, fs: world.disk.copy().process() })
    )
    const layer = Layer.fresh(
      JobLifecycle.layer.pipe(
        Layer.provide(
          Layer.mergeAll(
            Layer.succeed(JobStore, this.store),
            FakeOwnerProbe.layer(world.table, process),
            FakeWorkStopper.layer(world.table, process),
            makeFakeTerminationSignals().layer,
            this.exit.layer
          )
        )
      )
    )
    this.jobs = Effect.runSync(Effect.provide(JobLifecycle, layer))
  }
}
