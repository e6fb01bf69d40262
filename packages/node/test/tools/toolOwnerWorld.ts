import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import type { FakeProcess, OwnerProbeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ownerIdentity } from "../../src/probe/ownerIdentity.ts"
import { identifyByTools } from "../../src/probe/tools/identifyByTools.ts"
import { toolOwnerProbe } from "../../src/probe/tools/toolOwnerProbe.ts"
import { altered } from "../nodeOwnerWorld.ts"
import type { FakeMachine } from "./FakeMachine.ts"

/** An owner as it named itself, from inside. */
export const identityOf = (
  machine: FakeMachine,
  process: FakeProcess
): Effect.Effect<OwnerIdentity> =>
  Effect.suspend(() => {
    const before = machine.self
    machine.self = process
    const tools = machine.tools()
    machine.self = before
    return Effect.map(identifyByTools(tools, process.pid), ownerIdentity)
  })

export const probeOf = (machine: FakeMachine): Layer.Layer<OwnerProbe> =>
  Layer.sync(OwnerProbe, () => toolOwnerProbe(machine.tools()))

export const observe = (owner: OwnerIdentity) =>
  Effect.flatMap(OwnerProbe, (probe) => probe.observe(owner))

export const gist = (evidence: Evidence): string => {
  if (evidence._tag === "Alive") return evidence.frozen ? "Alive frozen" : "Alive"
  return evidence._tag === "Gone" ? `Gone ${evidence.reason}` : "Unknown"
}

/** Owners in a fake world, seen by the tools of a system. */
export const toolOwnerWorld = (
  machine: FakeMachine,
  without: Partial<Record<keyof OwnerProbeWorld["owners"], string>>
): OwnerProbeWorld => {
  const owner = (become: (process: FakeProcess) => void) =>
    Effect.gen(function* () {
      const process = machine.table.spawn()
      const identity = yield* identityOf(machine, process)
      become(process)
      return identity
    })
  const changed = (change: Record<string, string>, become: typeof nothing = nothing) =>
    Effect.map(owner(become), (identity) => altered(identity, change))
  return {
    layer: probeOf(machine),
    owners: {
      running: owner(nothing),
      stopped: owner((process) => machine.table.stop(process)),
      continued: owner((process) => {
        machine.table.stop(process)
        machine.table.continue(process)
      }),
      killed: owner((process) => machine.table.kill(process)),
      defunct: owner((process) => machine.table.makeDefunct(process)),
      recycled: owner((process) => machine.table.recycle(process)),
      rebooted: changed({ bootId: "an earlier boot" }),
      otherMachine: changed({ machineId: "another machine" }),
      otherMachineAndBoot: changed({ machineId: "another machine", bootId: "a boot of its own" }),
      otherNamespace: changed({ pidNamespace: "pid:[1]" }),
      unseenDeath: changed({ pidNamespace: "pid:[1]" }, (process) => machine.table.kill(process)),
      denied: owner((process) => machine.table.deny(process)),
      ...without
    },
    mortal: Effect.gen(function* () {
      const process = machine.table.spawn()
      const identity = yield* identityOf(machine, process)
      return { identity, die: Effect.sync(() => machine.table.kill(process)) }
    })
  }
}

const nothing: (process: FakeProcess) => void = () => {}
