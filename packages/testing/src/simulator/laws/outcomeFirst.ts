import type { OutcomeTag, Settlement } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

const mayFollow: ReadonlyArray<OutcomeTag> = ["Completed", "Cancelled", "Failed", "Lost"]

/**
 * A result is on record before the outcome that names it, and no other outcome follows it: but for a
 * request to cancel, for a result that could not be acknowledged, and for an owner that was given up
 * as lost at that moment. What a job asks for at its end is run after it, once.
 */
export const outcomeFirst: Law = {
  name: "I9 outcome-first",
  begin: () => {
    const results = new Set<string>()
    const over = new Set<string>()
    const hooks = new Set<string>()
    return {
      see: (entry, { torn }) => {
        if (entry._tag === "HookRuns") {
          if (!over.has(entry.id)) return `what ${entry.id} asks for at its end ran before that`
          if (hooks.has(entry.id)) return `what ${entry.id} asks for at its end ran twice`
          hooks.add(entry.id)
        }
        if (entry._tag !== "Writes" || !entry.won) return null
        if (entry.fact === "result") results.add(entry.id)
        if (entry.fact !== "outcome") return null
        over.add(entry.id)
        if (torn.has(entry.id)) return null
        const { outcome } = entry.value as Settlement
        if (
          outcome._tag === "Completed" &&
          outcome.result === "Recorded" &&
          !results.has(entry.id)
        ) {
          return `${entry.id} is completed with a result that is not on record`
        }
        return results.has(entry.id) && !mayFollow.includes(outcome._tag)
          ? `${entry.id} has a result on record and ended as ${outcome._tag}`
          : null
      },
      end: fine
    }
  }
}
