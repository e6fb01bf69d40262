import type { OwnerIdentity, WorkIdentity } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import type { FakeProcess, FakeProcessTable } from "@job-lifecycle/testing"
import { FakeWorkStopper } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

type Stopper = WorkStopper["Service"]

/** Changes how a stopper in a fake world stops. */
const stopping =
  (stop: (right: Stopper, table: FakeProcessTable) => Stopper["stop"]) =>
  (table: FakeProcessTable, self: FakeProcess): Layer.Layer<WorkStopper> =>
    Layer.sync(WorkStopper, () => {
      const right = FakeWorkStopper.make(table, self)
      return { ...right, stop: stop(right, table) }
    })

/** Who has the number of an identity by now, whoever that is. */
const holder = (table: FakeProcessTable, identity: OwnerIdentity | WorkIdentity | null) => {
  const { pid } = (identity?.value ?? {}) as { readonly pid?: number }
  return pid === undefined ? null : table.row(pid)
}

const signalHolder = (
  table: FakeProcessTable,
  identity: OwnerIdentity | WorkIdentity | null,
  signal: "SIGTERM" | "SIGKILL"
) =>
  Effect.sync(() => {
    const row = holder(table, identity)
    if (row !== null && table.isAlive(row)) table.signal(row, signal)
  })

/** Wrong: an owner that is included is whoever has its number. */
export const ownerByNumber = stopping(
  (right, table) => (target, how) =>
    Effect.gen(function* () {
      const before = yield* right.observe(target)
      if (target.includesOwner && before !== "Unknown") {
        yield* signalHolder(table, target.owner, "SIGTERM")
      }
      return yield* right.stop(target, how)
    })
)

/** Wrong: looks who it is before it asks, and after the grace kills whoever has the number. */
export const killsByNumber = stopping(
  (right, table) => (target, how) =>
    Effect.gen(function* () {
      const isOver = (yield* right.observe(target)) !== "Running"
      if (isOver || how.asked === true) return yield* right.stop(target, how)
      yield* right.signalOnce(target, { kill: false })
      yield* Effect.sleep(how.graceMillis)
      yield* signalHolder(table, target.work, "SIGKILL")
      return yield* right.stop(target, { ...how, graceMillis: 0 })
    })
)

/** Wrong: kills at once. */
export const asksNobody = stopping(
  (right) => (target, how) =>
    Effect.andThen(right.signalOnce(target, { kill: true }), right.stop(target, how))
)

/** Wrong: lets the grace pass, and kills. */
export const waitsAndKills = stopping(
  (right) => (target, how) =>
    Effect.gen(function* () {
      if ((yield* right.observe(target)) === "Running") yield* Effect.sleep(how.graceMillis)
      yield* right.signalOnce(target, { kill: true })
      return yield* right.stop(target, { ...how, graceMillis: 0 })
    })
)

/** Wrong: waits ten times as long as it was told. */
export const waitsTenfold = stopping(
  (right) => (target, how) => right.stop(target, { ...how, graceMillis: how.graceMillis * 10 })
)

/** Wrong: asks at once what has been asked already. */
export const asksAgain = stopping(
  (right) => (target, how) => right.stop(target, { ...how, asked: false })
)

/** Wrong: ends an owner that is included although its work cannot be examined. */
export const endsOwnerOfUnknown = stopping(
  (right, table) => (target, how) =>
    Effect.tap(right.stop(target, how), (state) =>
      state === "Unknown" && target.includesOwner
        ? signalHolder(table, target.owner, "SIGKILL")
        : Effect.void
    )
)
