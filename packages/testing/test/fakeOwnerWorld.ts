import type { FakeProcess, OwnerProbeWorld } from "@job-lifecycle/testing"
import { FakeOwnerProbe, FakeProcessTable } from "@job-lifecycle/testing"
import type { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"

const table = new FakeProcessTable()
const self = table.spawn()

const owner = (become: (process: FakeProcess) => void) =>
  Effect.sync(() => {
    const process = table.spawn()
    const identity = table.identify(process)
    become(process)
    return identity
  })

const elsewhere = (value: Record<string, string>, become: (process: FakeProcess) => void) =>
  Effect.map(owner(become), (identity) => ({
    ...identity,
    value: { ...(identity.value as object), ...value }
  }))

/** Owners in a fake world, in every state that the contract asks about, and a probe to see them. */
export const fakeOwnerWorldOf = (
  probe: (table: FakeProcessTable, self: FakeProcess) => Layer.Layer<OwnerProbe>
): OwnerProbeWorld => ({
  layer: probe(table, self),
  owners: {
    running: owner(() => {}),
    stopped: owner((process) => table.stop(process)),
    continued: owner((process) => {
      table.stop(process)
      table.continue(process)
    }),
    killed: owner((process) => table.kill(process)),
    defunct: owner((process) => table.makeDefunct(process)),
    recycled: owner((process) => table.recycle(process)),
    rebooted: Effect.map(
      owner(() => {}),
      (identity) => ({ ...identity, value: { ...(identity.value as object), boot: 0 } })
    ),
    otherMachine: elsewhere({ machine: "machine-b" }, () => {}),
    otherNamespace: elsewhere({ namespace: "sandbox" }, () => {}),
    unseenDeath: elsewhere({ namespace: "sandbox" }, (process) => table.kill(process)),
    denied: owner((process) => table.deny(process))
  }
})

export const fakeOwnerWorld = fakeOwnerWorldOf(FakeOwnerProbe.layer)
