import type { OwnerIdentity } from "@job-lifecycle/engine"
import { NodeOwnerProbe, identifyProcess, nodeScheme } from "@job-lifecycle/node"
import type { OwnerProbeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { readProcess } from "../src/probe/readProcess.ts"
import { startFixture, startProcess } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

export const identify = (pid: number): OwnerIdentity => ({
  scheme: nodeScheme,
  label: `pid ${pid}`,
  value: identifyProcess(pid)
})

export const altered = (identity: OwnerIdentity, change: Record<string, string | number>) => ({
  ...identity,
  value: { ...(identity.value as object), ...change }
})

export const untilState = (pid: number, state: string) =>
  untilTrue(`process ${pid} is ${state}`, () => {
    const seen = readProcess(pid)
    return seen._tag === "Row" ? seen.stat.state === state : seen._tag === state
  })

/** What a Node process says of itself. */
export const printedSelf = Effect.gen(function* () {
  const started = yield* startFixture("printSelf")
  const { self } = JSON.parse(yield* started.line) as { readonly self: OwnerIdentity }
  return { ...started, self }
})

export const sleeper = Effect.gen(function* () {
  const { child, pid } = yield* startProcess(["sleep", "600"])
  return { child, pid, identity: identify(pid) }
})

export const changed = (
  change: (value: { readonly startTicks: number }) => Record<string, string | number>
) =>
  Effect.map(sleeper, ({ identity }) =>
    altered(identity, change(identity.value as { readonly startTicks: number }))
  )

const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, "utf8").trim()

/** A process that was killed, whose parent never collects it. */
export const defunct = Effect.gen(function* () {
  // The program that takes the shell's place never waits for the shell's child.
  const parent = yield* startProcess(["sh", "-c", "sleep 600 & echo $!; exec sleep 600"])
  const pid = Number(yield* parent.line)
  const identity = identify(pid)
  // The shell itself would still collect its child.
  yield* untilTrue("the program has taken the shell's place", () => nameOf(parent.pid) === "sleep")
  process.kill(pid, "SIGKILL")
  yield* untilState(pid, "Z")
  return { pid, identity }
})

/** Real processes, in every state that the contract asks about. */
export const nodeOwnerWorld: OwnerProbeWorld = {
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
    defunct: Effect.map(defunct, ({ identity }) => identity),
    recycled: changed(({ startTicks }) => ({ startTicks: startTicks - 1 })),
    rebooted: changed(() => ({ bootId: "an earlier boot" })),
    otherMachine: changed(() => ({ machineId: "another machine" })),
    otherMachineAndBoot: changed(() => ({
      machineId: "another machine",
      bootId: "a boot of its own"
    })),
    otherNamespace: changed(() => ({ pidNamespace: "pid:[1]" })),
    unseenDeath: Effect.gen(function* () {
      const { child, identity, pid } = yield* sleeper
      child.kill("SIGKILL")
      yield* untilState(pid, "Absent")
      return altered(identity, { timeNamespace: "time:[1]" })
    }),
    denied: "hidepid needs a procfs and a user of its own: the command's otherUser.test.ts has both"
  },
  mortal: Effect.map(printedSelf, ({ child, pid, self }) => ({
    identity: self,
    die: Effect.andThen(
      Effect.sync(() => child.kill("SIGKILL")),
      untilState(pid, "Absent")
    )
  }))
}
