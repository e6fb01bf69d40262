import type { Created, JobId } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"

/**
 * Every acknowledged fact is there at the end; a job is among the active ones until it has its outcome;
 * what a pruner took was over and had been seen.
 */
export const nothingLost: Law = {
  name: "I8 nothing-lost",
  begin: () => {
    const written = new Map<JobId, Set<string>>()
    const unlisted = new Set<JobId>()
    return {
      see: (entry, { records }) => {
        if (entry._tag === "Writes" && entry.won) {
          const isListed = records.active.has(entry.id) || unlisted.has(entry.id)
          if (entry.fact === "outcome" && !isListed) {
            return `${entry.id} was not among the active ones until it was over`
          }
          const facts = written.get(entry.id) ?? new Set()
          written.set(entry.id, facts.add(entry.fact))
        }
        if (entry._tag === "PowerTakes" && entry.how === "unlisted") unlisted.add(entry.id)
        if (entry._tag === "PowerTakes" && entry.how === "gone") {
          if (entry.fact === "created") written.delete(entry.id)
          else written.get(entry.id)?.delete(entry.fact)
        }
        if (entry._tag !== "Removes") return null
        const facts = written.get(entry.id)
        written.delete(entry.id)
        if (facts?.has("outcome") !== true) return `${entry.id} was removed while it was open`
        return facts.has("read") ? null : `${entry.id} was removed before anybody saw how it ended`
      },
      end: ({ records }) => {
        for (const [id, facts] of written) {
          const job = records.jobs.get(id)
          if (job === undefined) return `${id} is gone`
          const created = job.facts.get("created") as Created
          for (const fact of facts) {
            const isThere =
              job.facts.has(fact as "claim") || (fact === "claim" && created.claim !== null)
            if (!isThere) return `${fact} of ${id} is gone`
          }
          const isListed = facts.has("outcome") && records.settled.has(id)
          if (!isListed && !records.active.has(id)) return `${id} is in no listing`
        }
        return null
      }
    }
  }
}
