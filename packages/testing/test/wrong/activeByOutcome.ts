import * as Effect from "effect/Effect"
import type { Change } from "./wrongStore.ts"

/** Wrong: what has an outcome is taken for over, though its work may run on. */
export const activeByOutcome: Change = (store, backing) => ({
  active: Effect.map(store.active, (ids) =>
    ids.filter((id) => backing.jobs.get(id)?.facts.has("outcome") !== true)
  )
})
