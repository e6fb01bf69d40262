import type { WorkTarget } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import type { FakeProcess } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { NodeWorkStopper } from "../../src/stopping/NodeWorkStopper.ts"
import { ToolProcessTable } from "../../src/stopping/ToolProcessTable.ts"
import type { FakeMachine } from "./FakeMachine.ts"
import { identityOf } from "./toolOwnerWorld.ts"

/** Stops what runs on a fake machine, by its tools. */
export const stopperOf = (machine: FakeMachine) =>
  Effect.provide(
    WorkStopper,
    Layer.provide(NodeWorkStopper.layerNoDeps, ToolProcessTable.layer(machine.tools()))
  )

/** The work of an owner that is gone. The command led a group of its own, where there are groups. */
export const targetOf = (machine: FakeMachine, leader: FakeProcess): Effect.Effect<WorkTarget> =>
  Effect.gen(function* () {
    const owner = machine.table.spawn()
    const identity = yield* identityOf(machine, owner)
    machine.table.kill(owner)
    const work = yield* identityOf(machine, leader)
    return {
      work: { ...work, value: { ...(work.value as object), leadsGroup: true } },
      owner: identity,
      token: "no tool shows it",
      includesOwner: false
    }
  })
