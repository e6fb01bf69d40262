import type { CancelIntent, Created, OutcomeTag, Settlement } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** An owner that was given up as lost may have recorded its result at that moment. */
const mayFollow: ReadonlyArray<OutcomeTag> = ["Completed", "Lost"]

/** What follows a result that was recorded and reported as not. */
const mayFollowUnheard: ReadonlyArray<OutcomeTag> = ["Failed", "Cancelled"]

/**
 * A result is on record before the outcome that names it, and no other outcome follows it, but for a
 * result that could not be acknowledged. A function completes with a result alone, and nothing ends
 * as cancelled without a request on record, or an owner that was interrupted. What a job asks for at
 * its end is run after it, once.
 */
export const outcomeFirst: Law = {
  name: "I9 outcome-first",
  begin: () => {
    const results = new Set<string>()
    const over = new Set<string>()
    const hooks = new Set<string>()
    const functions = new Set<string>()
    const asked = new Map<string, string>()
    let mayBeUnheard = false
    return {
      see: (entry, { torn }) => {
        if (entry._tag === "HookRuns") {
          if (!over.has(entry.id)) return `what ${entry.id} asks for at its end ran before that`
          if (hooks.has(entry.id)) return `what ${entry.id} asks for at its end ran twice`
          hooks.add(entry.id)
        }
        if (entry._tag === "Happens" && entry.act.do === "fail") mayBeUnheard = true
        if (entry._tag !== "Writes" || !entry.won) return null
        const { fact, id, value } = entry
        if (fact === "created" && (value as Created).request.kind === "function") functions.add(id)
        if (fact === "cancel") asked.set(id, (value as CancelIntent).by)
        if (fact === "result") results.add(id)
        if (fact !== "outcome") return null
        over.add(id)
        if (torn.has(id)) return null
        const { outcome } = value as Settlement
        if (outcome._tag === "Completed") {
          if (outcome.result === "Recorded" && !results.has(id)) {
            return `${id} is completed with a result that is not on record`
          }
          if (outcome.result === "ExitCode" && functions.has(id)) {
            return `${id} is completed, and nobody gave a result`
          }
        }
        if (outcome._tag === "Cancelled" && outcome.by !== (asked.get(id) ?? "owner")) {
          return `${id} was cancelled by ${outcome.by}, who did not ask for it`
        }
        const isKept =
          mayFollow.includes(outcome._tag) ||
          (mayBeUnheard && mayFollowUnheard.includes(outcome._tag))
        return results.has(id) && !isKept
          ? `${id} has a result on record and ended as ${outcome._tag}`
          : null
      },
      end: fine
    }
  }
}
