import type { Settlement } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"

/** One outcome is written, and it is what every answer tells and what is there at the end. */
export const firstOutcomeStands: Law = {
  name: "I2 first-outcome-stands",
  begin: () => {
    const outcomes = new Map<string, Settlement>()
    return {
      see: (entry, { torn }) => {
        if (entry._tag === "Writes" && entry.won && entry.fact === "outcome") {
          if (outcomes.has(entry.id)) return `a second outcome of ${entry.id} was recorded`
          outcomes.set(entry.id, entry.value as Settlement)
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
      end: ({ backing }) => {
        for (const [id, job] of backing.jobs) {
          const now = job.facts.get("outcome") as Settlement | undefined
          const stands = outcomes.get(id)
          if (now?.nonce !== stands?.nonce) return `the outcome of ${id} was changed`
        }
        return null
      }
    }
  }
}
