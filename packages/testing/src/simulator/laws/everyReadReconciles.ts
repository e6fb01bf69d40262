import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** What one answer has told to be over, every question that is asked later tells too. */
export const everyReadReconciles: Law = {
  name: "I3 every-read-reconciles",
  begin: () => {
    /** The step at which each job was first told to be over, for good. */
    const over = new Map<string, number>()
    return {
      see: (entry) => {
        if (entry._tag !== "Answers") return null
        for (const { id, saved, state } of entry.jobs) {
          if (state._tag === "Settled" && saved) {
            if (!over.has(id)) over.set(id, entry.step)
            continue
          }
          // What is followed tells of earlier times as well.
          if (state._tag === "Settled" || entry.call === "follow") continue
          const since = over.get(id)
          if (since !== undefined && since < entry.asked) {
            return `${id} was told to be over at ${since}, and ${entry.call}, asked at ${entry.asked}, tells ${state._tag}`
          }
        }
        return null
      },
      end: fine
    }
  }
}
