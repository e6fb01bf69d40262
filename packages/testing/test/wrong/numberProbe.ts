import type { OwnerIdentity } from "@job-lifecycle/engine"
import { Evidence, OwnerProbe } from "@job-lifecycle/engine"
import type { FakeProcess, FakeProcessTable } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Wrong: knows a process by its number, takes whatever it cannot see for dead, and the dead that
 * have a row for alive.
 */
export const numberProbe = (table: FakeProcessTable, self: FakeProcess) =>
  Layer.succeed(OwnerProbe, {
    self: Effect.sync(() => table.identify(self)),
    observe: ({ value }: OwnerIdentity) =>
      Effect.sync(() => {
        const row = table.row((value as { readonly pid?: number } | null)?.pid ?? 0)
        return row === null || row.denied
          ? Evidence.Gone({ reason: "Exited", detail: "there is no such number" })
          : Evidence.Alive({ frozen: false })
      })
  })
