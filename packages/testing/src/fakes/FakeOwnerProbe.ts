import type { OwnerIdentity } from "@job-lifecycle/engine"
import { Evidence, OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FakeProcess, FakeProcessTable } from "./FakeProcessTable.ts"
import { locateFake } from "./locateFake.ts"

/** Observes owners in a fake world, as one of its processes. Keeps the laws of `OwnerProbe`. */
export const FakeOwnerProbe = {
  make: (table: FakeProcessTable, self: FakeProcess): OwnerProbe["Service"] => ({
    self: Effect.sync(() => table.identify(self)),
    observe: (owner) => Effect.sync(() => observe(table, owner, self))
  }),
  layer: (table: FakeProcessTable, self: FakeProcess) =>
    Layer.succeed(OwnerProbe, FakeOwnerProbe.make(table, self))
}

const observe = (table: FakeProcessTable, owner: OwnerIdentity, self: FakeProcess): Evidence => {
  const located = locateFake(table, owner, self)
  switch (located._tag) {
    case "Elsewhere":
      return Evidence.Unknown({ reason: located.reason })
    case "Rebooted":
      return gone("Rebooted", "the machine was started anew")
    case "Absent":
      return gone("Exited", "there is no such process")
    case "Recycled":
      return gone("PidRecycled", "its number is another's")
    case "Found":
      return located.process.state === "defunct"
        ? gone("Defunct", "it is dead and not collected")
        : Evidence.Alive({ frozen: located.process.state === "stopped" })
  }
}

const gone = (reason: "Exited" | "Defunct" | "PidRecycled" | "Rebooted", detail: string) =>
  Evidence.Gone({ reason, detail })
