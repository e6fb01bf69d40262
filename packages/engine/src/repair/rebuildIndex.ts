import * as Effect from "effect/Effect"
import { JobStore } from "../contracts/JobStore.ts"

/** Lists every job anew from its own facts, and clears away what crashed processes left half-made. */
export const rebuildIndex = Effect.gen(function* () {
  const store = yield* JobStore
  yield* store.sweep({ everywhere: true })
  return yield* store.rebuildIndex
})
