import type { Claim, Settlement } from "@job-lifecycle/engine"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/**
 * Nobody but its owner settles a job while that owner lives. Who cannot see an owner may give it up
 * in the end: as lost, or as what its result on record says.
 */
export const noDeathWithoutProof: Law = {
  name: "I4 no-death-without-proof",
  begin: () => {
    const owners = new Map<string, SimulatedHost>()
    const results = new Set<string>()
    return {
      see: (entry, { table }) => {
        if (entry._tag !== "Writes" || !entry.won) return null
        if (entry.fact === "result") results.add(entry.id)
        if (entry.fact === "claim") {
          if ((entry.value as Claim)._tag === "Owned") owners.set(entry.id, entry.by)
          return null
        }
        if (entry.fact !== "outcome") return null
        const { outcome, settledBy } = entry.value as Settlement
        const owner = owners.get(entry.id)
        if (settledBy === "Owner") {
          return owner === entry.by
            ? null
            : `${entry.id} was settled in its owner's name by ${entry.by.name}`
        }
        if (owner === undefined || !table.isAlive(owner.process)) return null
        const { namespace, wasDenied } = owner.process
        const isUnseen = wasDenied || namespace !== entry.by.process.namespace
        const saysItsResult = outcome._tag === "Completed" && results.has(entry.id)
        return isUnseen && (outcome._tag === "Lost" || saysItsResult)
          ? null
          : `${entry.id} was settled as ${outcome._tag} while its owner lived`
      },
      end: fine
    }
  }
}
