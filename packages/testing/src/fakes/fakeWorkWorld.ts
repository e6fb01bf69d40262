import type { WorkStopper } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { StartedWork, WorkStopperWorld } from "../contracts/WorkStopperWorld.ts"
import type { FakeProcess, FakeSpawn } from "./FakeProcessTable.ts"
import { FakeProcessTable } from "./FakeProcessTable.ts"
import { FakeWorkStopper } from "./FakeWorkStopper.ts"

interface Shape {
  readonly spawn?: FakeSpawn
  readonly child?: boolean
  readonly unnamed?: boolean
  /** What the record of it says that is not so any more. */
  readonly recorded?: Record<string, string | number>
  /** What became of it; answers the strangers that there are for that. */
  readonly become?: (process: FakeProcess, owner: FakeProcess) => ReadonlyArray<FakeProcess>
  /** What becomes of it when it is asked to end, in the same way. */
  readonly whenAsked?: (process: FakeProcess) => ReadonlyArray<FakeProcess>
}

/**
 * Makes a fake world of work in every shape that `describeWorkStopper` asks about. A stopper that is
 * given stops it instead of `FakeWorkStopper`: one that is wrapped around it, for example.
 */
export const fakeWorkWorld = (
  stopper: (
    table: FakeProcessTable,
    self: FakeProcess
  ) => Layer.Layer<WorkStopper> = FakeWorkStopper.layer
): WorkStopperWorld => {
  const table = new FakeProcessTable()
  const self = table.spawn()
  let started = 0
  const work = ({
    become,
    child = false,
    recorded,
    spawn,
    unnamed = false,
    whenAsked
  }: Shape = {}) =>
    Effect.sync((): StartedWork => {
      const token = `t${(started += 1)}`
      const owner = table.spawn()
      const hears = () => {
        if (whenAsked === undefined) return false
        strangers.push(...whenAsked(process))
        return true
      }
      const process = table.spawn({ ...spawn, hears, parent: owner, token })
      const identity = table.identify(process)
      const all = child ? [process, table.spawn({ parent: process, token: "" })] : [process]
      const strangers = [table.spawn({ token: "another" }), ...(become?.(process, owner) ?? [])]
      return {
        target: {
          work: unnamed
            ? null
            : { ...identity, value: { ...(identity.value as object), ...recorded } },
          token,
          owner: table.identify(owner),
          includesOwner: false
        },
        runs: Effect.sync(() => all.some((one) => table.isAlive(one))),
        ownerLives: Effect.sync(() => table.isAlive(owner)),
        strangersLive: Effect.sync(() => strangers.every((one) => table.isAlive(one))),
        end: Effect.sync(() => all.forEach((one) => table.kill(one)))
      }
    })
  const taken = (process: FakeProcess) => [table.recycle(process)]
  return {
    layer: stopper(table, self),
    work: {
      alone: work(),
      withChild: work({ child: true }),
      unnamed: work({ unnamed: true }),
      deaf: work({ spawn: { deaf: true } }),
      recycled: work({ become: taken }),
      rebooted: work({ become: taken, recorded: { boot: 0 } }),
      otherMachine: work({ become: taken, recorded: { machine: "machine-b" } }),
      recycledWhenAsked: work({ whenAsked: taken }),
      ownerRecycled: work({ become: (_, owner) => taken(owner) })
    },
    waitsOnClock: true
  }
}
