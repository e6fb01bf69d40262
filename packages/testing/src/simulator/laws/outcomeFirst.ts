import type { CancelIntent, Created, OutcomeTag, Settlement } from "@job-lifecycle/engine"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

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
    /** The step at which each result was recorded, and by whom. */
    const results = new Map<string, { readonly at: number; readonly by: SimulatedHost }>()
    const owners = new Map<string, SimulatedHost>()
    const unheard = new Set<SimulatedHost>()
    const over = new Set<string>()
    const hooks = new Set<string>()
    const functions = new Set<string>()
    const asked = new Map<string, string>()
    return {
      see: (entry, { torn }) => {
        if (entry._tag === "HookRuns") {
          if (!over.has(entry.id)) return `what ${entry.id} asks for at its end ran before that`
          if (hooks.has(entry.id)) return `what ${entry.id} asks for at its end ran twice`
          hooks.add(entry.id)
        }
        if (entry._tag === "Fails" && entry.landed && entry.subject === "result") {
          unheard.add(entry.by)
        }
        if (entry._tag === "PowerTakes" && entry.fact === "result" && entry.how === "gone") {
          results.delete(entry.id)
        }
        if (entry._tag !== "Writes" || !entry.won) return null
        const { fact, id, value } = entry
        if (fact === "created" && (value as Created).request.kind === "function") functions.add(id)
        if (fact === "cancel") asked.set(id, (value as CancelIntent).by)
        if (fact === "result") results.set(id, { at: entry.step, by: entry.by })
        if (fact === "claim") owners.set(id, entry.by)
        if (fact !== "outcome") return null
        over.add(id)
        const { outcome } = value as Settlement
        if (outcome._tag === "Completed") {
          if (outcome.result === "Recorded" && !results.has(id)) {
            return `${id} is completed with a result that is not on record`
          }
          if (outcome.result === "ExitCode" && functions.has(id)) {
            return `${id} is completed, and nobody gave a result`
          }
        }
        const wishes = [
          asked.get(id),
          // Who reads it after it was torn knows of a request, and not whose.
          torn.get(id)?.has("cancel") === true ? "somebody" : undefined,
          entry.by.wasInterrupted ? "owner" : undefined
        ]
        if (outcome._tag === "Cancelled" && !wishes.includes(outcome.by)) {
          return `${id} was cancelled by ${outcome.by}, who did not ask for it`
        }
        const since = results.get(id)
        if (since === undefined || outcome._tag === "Completed") return null
        if (torn.get(id)?.has("result") === true) return null
        // Who gives an owner up as lost may have looked just before it recorded its result; who finds it
        // gone, just before another reader recorded one that the host had kept.
        const looked = [...entry.by.open.values()].some((one) => one.asked <= since.at)
        const isRecovered = since.by !== owners.get(id)
        const isExcused =
          outcome._tag === "Lost" || isRecovered
            ? looked
            : unheard.has(entry.by) && mayFollowUnheard.includes(outcome._tag)
        return isExcused ? null : `${id} has a result on record and ended as ${outcome._tag}`
      },
      end: fine
    }
  }
}
