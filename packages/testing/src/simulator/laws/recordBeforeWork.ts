import type { OwnedClaim } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** A runner starts after its job and its owner's claim are on record, and once for ever. */
export const recordBeforeWork: Law = {
  name: "I1 record-before-work",
  begin: () => {
    const recorded = new Set<string>()
    const claims = new Map<string, number>()
    const started = new Set<string>()
    return {
      see: (entry) => {
        if (entry._tag === "Writes" && entry.won) {
          if (entry.fact === "created") recorded.add(entry.id)
          if (entry.fact === "claim") {
            const claim = entry.value as OwnedClaim
            if (claim._tag === "Owned") claims.set(entry.id, entry.by.process.born)
          }
        }
        if (entry._tag === "Answers" && entry.call === "submit") {
          const unknown = entry.jobs.find((job) => !recorded.has(job.id))
          if (unknown !== undefined) return `${unknown.id} was handed out and is not on record`
        }
        if (entry._tag !== "RunnerStarts") return null
        if (!recorded.has(entry.id)) return `${entry.id} runs and is not on record`
        if (claims.get(entry.id) !== entry.by.process.born) {
          return `${entry.id} runs in ${entry.by.name}, whose claim is not on record`
        }
        if (started.has(entry.id)) return `${entry.id} was run twice`
        started.add(entry.id)
        return null
      },
      end: fine
    }
  }
}
