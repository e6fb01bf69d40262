import type { OwnedClaim, Settlement } from "@job-lifecycle/engine"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { TraceEntry } from "../Trace.ts"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** Whoever is refused this may not learn that somebody asked to cancel. */
const looksForCancel = (entry: Extract<TraceEntry, { readonly _tag: "Fails" }>): boolean =>
  entry.operation === "facts" || (entry.operation === "standing" && entry.subject === "cancel")

/**
 * A runner starts after its job and its owner's claim are on record, and once for ever; not of a job
 * that is over, and not of one that somebody had asked to cancel before it was claimed.
 */
export const recordBeforeWork: Law = {
  name: "I1 record-before-work",
  begin: () => {
    const recorded = new Set<string>()
    const claims = new Map<string, number>()
    const started = new Set<string>()
    const cancelled = new Set<string>()
    const over = new Set<string>()
    const cancelledFirst = new Set<string>()
    const refused = new Set<SimulatedHost>()
    return {
      see: (entry) => {
        if (entry._tag === "Fails" && looksForCancel(entry)) refused.add(entry.by)
        if (entry._tag === "PowerTakes" && entry.how === "gone") {
          if (entry.fact === "cancel") cancelled.delete(entry.id)
          if (entry.fact === "claim") claims.delete(entry.id)
          if (entry.fact === "outcome") over.delete(entry.id)
        }
        if (entry._tag === "Writes" && entry.won) {
          if (entry.fact === "created") recorded.add(entry.id)
          if (entry.fact === "cancel") cancelled.add(entry.id)
          // An owner that is given up as lost may be about to begin.
          const isOver =
            entry.fact === "outcome" && (entry.value as Settlement).outcome._tag !== "Lost"
          if (isOver) over.add(entry.id)
          if (entry.fact === "claim") {
            const claim = entry.value as OwnedClaim
            if (cancelled.has(entry.id)) cancelledFirst.add(entry.id)
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
        if (over.has(entry.id)) return `${entry.id} runs, and was over before`
        if (cancelledFirst.has(entry.id) && !refused.has(entry.by)) {
          return `${entry.id} runs, and was cancelled before its claim`
        }
        if (started.has(entry.id)) return `${entry.id} was run twice`
        started.add(entry.id)
        return null
      },
      end: fine
    }
  }
}
