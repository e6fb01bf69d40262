import type { Job, Outcome } from "@job-lifecycle/engine"
import type { Note } from "./Note.ts"

/** File two of three: the one table between outcomes and the host's words. No `default`. */
export const wordOf = (outcome: Outcome): Pick<Note, "state" | "why"> => {
  switch (outcome._tag) {
    case "Completed":
      return { state: "built", why: null }
    case "Cancelled":
      return { state: "stopped", why: `by ${outcome.by}` }
    case "Failed":
    case "NeverStarted":
      return { state: "broken", why: outcome.message }
    case "TimedOut":
    case "Stalled":
      return { state: "broken", why: "it took too long" }
    case "ClientExited":
    case "Lost":
      return { state: "broken", why: outcome.reason }
    case "Signalled":
      return { state: "broken", why: outcome.signal }
    case "Orphaned":
    case "Drained":
      return { state: "broken", why: "its process ended without a word" }
  }
}

export const noteOf = ({ request, state }: Job): Note => {
  const title = request.name
  switch (state._tag) {
    case "Queued":
      return { title, state: "waiting", why: null }
    case "Running":
      return { title, state: "building", why: null }
    case "Settled":
      return { title, ...wordOf(state.settlement.outcome) }
  }
}
