import { assert, describe, it } from "@effect/vitest"
import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import { NodeOwnerProbe, identifyProcess, nodeScheme } from "@job-lifecycle/node"
import type { OwnerProbeWorld } from "@job-lifecycle/testing"
import { describeOwnerProbe } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { readProcess } from "../src/probe/readProcess.ts"
import { canUnshare, ownNamespace } from "./canUnshare.ts"
import { startFixture, startProcess } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const observe = (owner: OwnerIdentity) =>
  Effect.flatMap(OwnerProbe, (probe) => probe.observe(owner)).pipe(
    Effect.provide(NodeOwnerProbe.layer)
  )

const identify = (pid: number): OwnerIdentity => ({
  scheme: nodeScheme,
  label: `pid ${pid}`,
  value: identifyProcess(pid)
})

const altered = (identity: OwnerIdentity, change: Record<string, string | number>) => ({
  ...identity,
  value: { ...(identity.value as object), ...change }
})

const untilState = (pid: number, state: string) =>
  untilTrue(`process ${pid} is ${state}`, () => {
    const seen = readProcess(pid)
    return seen._tag === "Row" ? seen.stat.state === state : seen._tag === state
  })

/** What a Node process says of itself. */
const printedSelf = Effect.gen(function* () {
  const started = yield* startFixture("printSelf")
  const { self } = JSON.parse(yield* started.line) as { readonly self: OwnerIdentity }
  return { ...started, self }
})

const sleeper = Effect.gen(function* () {
  const { child, pid } = yield* startProcess(["sleep", "600"])
  return { child, pid, identity: identify(pid) }
})

const changed = (
  change: (value: { readonly startTicks: number }) => Record<string, string | number>
) =>
  Effect.map(sleeper, ({ identity }) =>
    altered(identity, change(identity.value as { readonly startTicks: number }))
  )

const world: OwnerProbeWorld = {
  layer: NodeOwnerProbe.layer,
  owners: {
    running: Effect.map(printedSelf, ({ self }) => self),
    stopped: Effect.gen(function* () {
      const { child, identity, pid } = yield* sleeper
      child.kill("SIGSTOP")
      yield* untilState(pid, "T")
      return identity
    }),
    continued: Effect.gen(function* () {
      const { child, identity, pid } = yield* sleeper
      child.kill("SIGSTOP")
      yield* untilState(pid, "T")
      child.kill("SIGCONT")
      yield* untilState(pid, "S")
      return identity
    }),
    killed: Effect.gen(function* () {
      const { child, pid, self } = yield* printedSelf
      child.kill("SIGKILL")
      yield* untilState(pid, "Absent")
      return self
    }),
    defunct: Effect.gen(function* () {
      // The program that takes the shell's place never waits for the shell's child.
      const parent = yield* startProcess(["sh", "-c", "sleep 600 & echo $!; exec sleep 600"])
      const pid = Number(yield* parent.line)
      const identity = identify(pid)
      process.kill(pid, "SIGKILL")
      yield* untilState(pid, "Z")
      return identity
    }),
    recycled: changed(({ startTicks }) => ({ startTicks: startTicks - 1 })),
    rebooted: changed(() => ({ bootId: "an earlier boot" })),
    otherMachine: changed(() => ({ machineId: "another machine" })),
    otherNamespace: changed(() => ({ pidNamespace: "pid:[1]" })),
    unseenDeath: Effect.gen(function* () {
      const { child, identity, pid } = yield* sleeper
      child.kill("SIGKILL")
      yield* untilState(pid, "Absent")
      return altered(identity, { timeNamespace: "time:[1]" })
    }),
    denied: "hidepid needs a procfs and a user of its own; judgeOwner.test.ts judges hidden rows"
  }
}

const supported = process.platform === "linux"

if (supported) describeOwnerProbe({ assert, describe, it }, "NodeOwnerProbe", world)

describe("NodeOwnerProbe in pid namespaces", () => {
  it.live.runIf(canUnshare)("a number that was really given to another process is recycled", () =>
    Effect.gen(function* () {
      const fixture = yield* startFixture("recyclePid", [], ownNamespace)
      const evidence = JSON.parse(yield* fixture.line) as Evidence
      assert.strictEqual(evidence._tag === "Gone" ? evidence.reason : evidence._tag, "PidRecycled")
    })
  )

  it.live.runIf(canUnshare)(
    "the first process of a container is alive to itself and unknown outside",
    () =>
      Effect.gen(function* () {
        const fixture = yield* startFixture("printSelf", [], ownNamespace)
        const { evidence, self } = JSON.parse(yield* fixture.line) as {
          readonly evidence: Evidence
          readonly self: OwnerIdentity
        }
        assert.strictEqual((self.value as { readonly pid: number }).pid, 1)
        assert.deepStrictEqual(evidence, { _tag: "Alive", frozen: false })
        assert.strictEqual((yield* observe(self))._tag, "Unknown")
      })
  )

  it.live.runIf(canUnshare)(
    "a process that sees the procfs of another namespace claims to know nothing",
    () =>
      Effect.gen(function* () {
        const fixture = yield* startFixture(
          "printSelf",
          [],
          ["unshare", "--pid", "--fork", "--kill-child"]
        )
        const { evidence, self } = JSON.parse(yield* fixture.line) as {
          readonly evidence: Evidence
          readonly self: OwnerIdentity
        }
        assert.strictEqual(evidence._tag, "Unknown")
        assert.strictEqual((yield* observe(self))._tag, "Unknown")
      })
  )
})
