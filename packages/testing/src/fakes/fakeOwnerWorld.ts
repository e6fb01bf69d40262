import type { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { OwnerProbeWorld } from "../contracts/OwnerProbeWorld.ts"
import { FakeOwnerProbe } from "./FakeOwnerProbe.ts"
import type { FakeIdentity, FakeProcess } from "./FakeProcessTable.ts"
import { FakeProcessTable } from "./FakeProcessTable.ts"

/**
 * Makes a fake world of owners in every state that `describeOwnerProbe` asks about. A probe that is
 * given sees them instead of `FakeOwnerProbe`: one that is wrapped around it, for example.
 */
export const fakeOwnerWorld = (
  probe: (
    table: FakeProcessTable,
    self: FakeProcess
  ) => Layer.Layer<OwnerProbe> = FakeOwnerProbe.layer
): OwnerProbeWorld => {
  const table = new FakeProcessTable()
  const self = table.spawn()
  const owner = (become: (process: FakeProcess) => void, recorded?: Partial<FakeIdentity>) =>
    Effect.sync(() => {
      const process = table.spawn()
      const identity = table.identify(process)
      become(process)
      return { ...identity, value: { ...(identity.value as FakeIdentity), ...recorded } }
    })
  return {
    layer: probe(table, self),
    owners: {
      running: owner(nothing),
      stopped: owner((process) => table.stop(process)),
      continued: owner((process) => {
        table.stop(process)
        table.continue(process)
      }),
      killed: owner((process) => table.kill(process)),
      defunct: owner((process) => table.makeDefunct(process)),
      recycled: owner((process) => table.recycle(process)),
      rebooted: owner(nothing, { boot: 0 }),
      otherMachine: owner(nothing, { machine: "machine-b" }),
      otherMachineAndBoot: owner(nothing, { machine: "machine-b", boot: 0 }),
      otherNamespace: owner(nothing, { namespace: "sandbox" }),
      unseenDeath: owner((process) => table.kill(process), { namespace: "sandbox" }),
      denied: owner((process) => table.deny(process))
    },
    mortal: Effect.sync(() => {
      const process = table.spawn()
      return { identity: table.identify(process), die: Effect.sync(() => table.kill(process)) }
    })
  }
}

const nothing = (): void => {}
