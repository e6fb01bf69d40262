import type { OwnerIdentity, WorkIdentity, WorkTarget } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import type { FakeProcess, FakeProcessTable } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Wrong: signals whoever has the number now, once, and says that it worked. */
export const numberStopper = (table: FakeProcessTable, _self: FakeProcess) => {
  const rowOf = (identity: OwnerIdentity | WorkIdentity | null) =>
    table.row((identity?.value as { readonly pid?: number } | null)?.pid ?? 0)
  const signal = ({ includesOwner, owner, work }: WorkTarget) =>
    Effect.sync(() => {
      for (const row of [rowOf(work), includesOwner ? rowOf(owner) : null]) {
        if (row !== null && table.isAlive(row)) table.signal(row, "SIGTERM")
      }
      return "Stopped" as const
    })
  return Layer.succeed(WorkStopper, {
    observe: ({ work }) =>
      Effect.sync(() => {
        const row = rowOf(work)
        return row !== null && table.isAlive(row) ? "Running" : "Stopped"
      }),
    signalOnce: signal,
    stop: signal
  })
}
