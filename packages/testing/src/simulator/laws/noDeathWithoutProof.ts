import type { Claim, Settlement } from "@job-lifecycle/engine"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/**
 * Nobody but its owner settles a job while that owner lives, other than as lost; and nothing runs of
 * a job that was ended unclaimed.
 */
export const noDeathWithoutProof: Law = {
  name: "I4 no-death-without-proof",
  begin: () => {
    const owners = new Map<string, SimulatedHost>()
    return {
      see: (entry, { table }) => {
        if (entry._tag !== "Writes" || !entry.won) return null
        if (entry.fact === "claim") {
          if ((entry.value as Claim)._tag === "Owned") owners.set(entry.id, entry.by)
          return null
        }
        if (entry.fact !== "outcome") return null
        const { outcome, settledBy } = entry.value as Settlement
        const owner = owners.get(entry.id)
        if (settledBy === "Owner") {
          return owner === undefined || owner === entry.by
            ? null
            : `${entry.id} was settled in its owner's name by ${entry.by.name}`
        }
        const isAlive = owner !== undefined && table.isAlive(owner.process)
        return isAlive && outcome._tag !== "Lost"
          ? `${entry.id} was settled as ${outcome._tag} while its owner lived`
          : null
      },
      end: fine
    }
  }
}
