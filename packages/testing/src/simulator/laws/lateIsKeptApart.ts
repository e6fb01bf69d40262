import type { Settlement } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/**
 * After the outcome no result is recorded as the job's; before it none is kept as late. An owner
 * that is given up as lost may just be about to record its own: that one is kept where it is.
 */
export const lateIsKeptApart: Law = {
  name: "I10 late-is-kept-apart",
  begin: () => {
    const over = new Set<string>()
    const ended = new Set<string>()
    return {
      see: (entry) => {
        if (entry._tag !== "Writes" || !entry.won) return null
        if (entry.fact === "outcome" && (entry.value as Settlement).outcome._tag !== "Lost") {
          over.add(entry.id)
        }
        if (entry.fact === "result" && over.has(entry.id)) {
          return `the result of ${entry.id} was recorded after its outcome`
        }
        if (entry.fact === "outcome") ended.add(entry.id)
        return entry.fact === "late" && !ended.has(entry.id)
          ? `a late result of ${entry.id} was kept before its outcome`
          : null
      },
      end: fine
    }
  }
}
