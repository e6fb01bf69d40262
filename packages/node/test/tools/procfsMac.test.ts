import { assert, describe, it } from "@effect/vitest"
import type { OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe, WorkStopper } from "@job-lifecycle/engine"
import { describeOwnerProbe } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ownerIdentity } from "../../src/probe/ownerIdentity.ts"
import { isDefunct } from "../../src/probe/parseStat.ts"
import { readProcess } from "../../src/probe/readProcess.ts"
import { identifyByTools } from "../../src/probe/tools/identifyByTools.ts"
import { toolOwnerProbe } from "../../src/probe/tools/toolOwnerProbe.ts"
import { NodeWorkStopper } from "../../src/stopping/NodeWorkStopper.ts"
import { ToolProcessTable } from "../../src/stopping/ToolProcessTable.ts"
import { endAfterwards } from "../endAfterwards.ts"
import { altered, untilState } from "../nodeOwnerWorld.ts"
import { startProcess } from "../startProcess.ts"
import { procfsMac } from "./procfsMac.ts"

const supported = process.platform === "linux"

const identify = (pid: number) => Effect.map(identifyByTools(procfsMac(), pid), ownerIdentity)

const owner = (change: Record<string, string | number>, ...steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const { child, pid } = yield* startProcess(["sleep", "600"])
    const identity = yield* identify(pid)
    for (const [signal, state] of steps) {
      child.kill(signal)
      yield* untilState(pid, state)
    }
    return altered(identity, change)
  })

type Step = readonly [signal: "SIGSTOP" | "SIGCONT" | "SIGKILL", state: string]

const notOurChild = "an identity is made only of a process itself, or of its child"

if (supported) {
  describeOwnerProbe({ assert, describe, it }, "the probe of macOS over real processes", {
    layer: Layer.sync(OwnerProbe, () => toolOwnerProbe(procfsMac())),
    owners: {
      running: owner({}),
      stopped: owner({}, ["SIGSTOP", "T"]),
      continued: owner({}, ["SIGSTOP", "T"], ["SIGCONT", "S"]),
      killed: owner({}, ["SIGKILL", "Absent"]),
      defunct: notOurChild,
      recycled: owner({ startTicks: 1 }),
      rebooted: owner({ bootId: "an earlier boot" }),
      otherMachine: owner({ machineId: "another machine" }),
      otherMachineAndBoot: owner({ machineId: "another machine", bootId: "a boot of its own" }),
      otherNamespace: owner({ pidNamespace: "pid:[1]" }),
      unseenDeath: owner({ pidNamespace: "pid:[1]" }, ["SIGKILL", "Absent"]),
      denied: "nobody refuses procfs"
    },
    mortal: Effect.gen(function* () {
      const { child, pid } = yield* startProcess(["sleep", "600"])
      const die = Effect.andThen(
        Effect.sync(() => child.kill("SIGKILL")),
        untilState(pid, "Absent")
      )
      return { identity: yield* identify(pid), die }
    })
  })
}

const isAlive = (pid: number) => {
  const seen = readProcess(pid)
  return seen._tag === "Row" && !isDefunct(seen.stat)
}

const trees = {
  "a child in the group": "sleep 600 & echo $!; wait",
  "a child deaf to SIGTERM": `trap "" TERM; sleep 600 & echo $!; wait`,
  "a stopped child": "sleep 600 & kill -STOP $!; echo $!; wait",
  "a grandchild left by setsid": `setsid sh -c 'echo $$; exec sleep 600' & wait`
}

const targetOf = (leader: OwnerIdentity, us: OwnerIdentity) => ({
  work: { ...leader, value: { ...(leader.value as object), leadsGroup: true } },
  owner: us,
  token: "no tool shows it",
  includesOwner: false
})

describe.runIf(supported)("the tools of macOS stop real processes", () => {
  for (const [name, script] of Object.entries(trees)) {
    it.live(`${name} is stopped with everything else`, () =>
      Effect.gen(function* () {
        const stopper = yield* WorkStopper
        const { line, pid } = yield* startProcess(["sh", "-c", script], { detached: true })
        const last = Number(yield* line)
        yield* endAfterwards(last)
        const target = targetOf(yield* identify(pid), yield* identify(process.pid))
        assert.strictEqual(yield* stopper.observe(target), "Running")
        assert.strictEqual(yield* stopper.stop(target, { graceMillis: 100 }), "Stopped")
        assert.isFalse(isAlive(last))
        assert.isFalse(isAlive(pid))
      }).pipe(
        Effect.provide(
          Layer.provide(
            NodeWorkStopper.layerNoDeps,
            Layer.suspend(() => ToolProcessTable.layer(procfsMac()))
          )
        )
      )
    )
  }
})
