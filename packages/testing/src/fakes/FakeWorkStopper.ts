import type { WorkState, WorkTarget } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FakeProcess, FakeProcessTable } from "./FakeProcessTable.ts"
import { locateFake } from "./locateFake.ts"

interface Look {
  readonly state: WorkState
  readonly members: ReadonlyArray<FakeProcess>
}

/**
 * Stops work in a fake world, as one of its processes: what the identity names, what carries the
 * token, and all their children. Waits for the grace on the ambient clock, and only when something
 * is deaf. Keeps the laws of `WorkStopper`.
 */
export const FakeWorkStopper = {
  make: (table: FakeProcessTable, self: FakeProcess): WorkStopper["Service"] => ({
    observe: (target) =>
      Effect.sync(() => {
        const { state } = lookAt(table, self, target)
        return state === "Stopped" && self.token === target.token ? "Running" : state
      }),
    signalOnce: (target, { kill }) =>
      Effect.sync(() => {
        signalAll(table, lookAt(table, self, target), kill ? "SIGKILL" : "SIGTERM")
        return lookAt(table, self, target).state
      }),
    stop: (target, how) => stop(table, self, target, how)
  }),
  layer: (table: FakeProcessTable, self: FakeProcess) =>
    Layer.succeed(WorkStopper, FakeWorkStopper.make(table, self))
}

const stop = Effect.fnUntraced(function* (
  table: FakeProcessTable,
  self: FakeProcess,
  target: WorkTarget,
  { asked = false, graceMillis }: Parameters<WorkStopper["Service"]["stop"]>[1]
) {
  if (asked && lookAt(table, self, target).members.length > 0) {
    yield* Effect.sleep(Duration.millis(graceMillis))
  }
  const before = lookAt(table, self, target)
  signalAll(table, before, "SIGTERM")
  if (before.members.some((member) => table.isAlive(member))) {
    yield* Effect.sleep(Duration.millis(graceMillis))
    const left = before.members.filter((member) => table.isAlive(member))
    signalAll(table, { ...before, members: left }, "SIGKILL")
  }
  return lookAt(table, self, target).state
})

const signalAll = (table: FakeProcessTable, look: Look, signal: "SIGTERM" | "SIGKILL") => {
  for (const member of look.members) table.signal(member, signal)
}

const lookAt = (table: FakeProcessTable, self: FakeProcess, target: WorkTarget): Look => {
  const named = [target.work, target.owner].flatMap((identity) =>
    identity === null ? [] : [locateFake(table, identity, self)]
  )
  if (named.some((located) => located._tag === "Elsewhere")) {
    return { state: "Unknown", members: [] }
  }
  const roots = new Set(
    (target.includesOwner ? named : named.slice(0, -1)).flatMap((located) =>
      located._tag === "Found" ? [located.process] : []
    )
  )
  const isMember = (process: FakeProcess | null): boolean =>
    process !== null &&
    process !== self &&
    (roots.has(process) || process.token === target.token || isMember(process.parent))
  const members = table.living().filter(isMember)
  return { state: members.length > 0 ? "Running" : "Stopped", members }
}
