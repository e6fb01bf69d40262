import type { Settlement } from "@job-lifecycle/engine"
import * as Equal from "effect/Equal"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { Law } from "./Law.ts"

/**
 * One outcome is written, and it is what every answer tells and what is there at the end. An owner that
 * has not heard that it stands, when the record was removed since, may write the same once more.
 */
export const firstOutcomeStands: Law = {
  name: "I2 first-outcome-stands",
  begin: () => {
    const outcomes = new Map<string, Settlement>()
    const writers = new Map<string, SimulatedHost>()
    const removed = new Set<string>()
    return {
      see: (entry, { torn }) => {
        if (entry._tag === "Removes") removed.add(entry.id)
        if (entry._tag === "PowerTakes" && entry.fact === "outcome" && entry.how === "gone") {
          outcomes.delete(entry.id)
        }
        if (entry._tag === "Writes" && entry.won && entry.fact === "outcome") {
          const { by, id } = entry
          const settlement = entry.value as Settlement
          const before = outcomes.get(id)
          const isRepeated =
            removed.delete(id) &&
            writers.get(id) === by &&
            settlement.settledBy === "Owner" &&
            before?.work === settlement.work &&
            Equal.equals(before.outcome, settlement.outcome)
          // Told once more that it stands: whoever did not hear so may have asked again.
          const isSame = Equal.equals(before, settlement)
          if (before !== undefined && !isRepeated && !isSame) {
            return `a second outcome of ${id} was recorded`
          }
          outcomes.set(id, settlement)
          writers.set(id, by)
        }
        if (entry._tag !== "Answers") return null
        for (const { id, saved, state } of entry.jobs) {
          // An outcome that cannot be read is told without its details.
          if (state._tag !== "Settled" || !saved || torn.get(id)?.has("outcome") === true) continue
          const told = state.settlement
          const stands = outcomes.get(id)
          if (stands === undefined) return `${id} is told to be over, and no outcome was recorded`
          if (stands.nonce !== told.nonce || stands.outcome._tag !== told.outcome._tag) {
            return `${id} is ${stands.outcome._tag}, and ${entry.call} tells ${told.outcome._tag}`
          }
        }
        return null
      },
      end: ({ records }) => {
        for (const [id, job] of records.jobs) {
          const now = job.facts.get("outcome") as Settlement | undefined
          const stands = outcomes.get(id)
          if (now?.nonce !== stands?.nonce) return `the outcome of ${id} was changed`
        }
        return null
      }
    }
  }
}
