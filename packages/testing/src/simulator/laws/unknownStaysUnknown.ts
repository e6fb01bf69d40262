import type { Claim, Settlement } from "@job-lifecycle/engine"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** Who cannot see an owner proves nothing of it, and who can does not give it up as lost. */
export const unknownStaysUnknown: Law = {
  name: "I7 unknown-stays-unknown",
  begin: () => {
    const owners = new Map<string, SimulatedHost>()
    return {
      see: (entry, { table }) => {
        if (entry._tag !== "Writes" || !entry.won) return null
        if (entry.fact === "claim" && (entry.value as Claim)._tag === "Owned") {
          owners.set(entry.id, entry.by)
        }
        if (entry.fact !== "outcome") return null
        const owner = owners.get(entry.id)?.process
        const { outcome, settledBy } = entry.value as Settlement
        if (owner === undefined || settledBy === "Owner") return null
        // A new boot is seen from everywhere on the machine.
        const sameBoot = owner.boot === table.here.boot
        const apart = sameBoot && owner.namespace !== entry.by.process.namespace
        if (apart && outcome._tag === "Orphaned") {
          return `${entry.id} was proven dead by ${entry.by.name}, which cannot see its owner`
        }
        return outcome._tag === "Lost" && !apart && !owner.wasDenied
          ? `${entry.id} was given up by ${entry.by.name}, which can see its owner`
          : null
      },
      end: fine
    }
  }
}
