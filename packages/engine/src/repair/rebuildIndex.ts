import * as Effect from "effect/Effect"
import { JobStore } from "../contracts/JobStore.ts"

/**
 * Lists every job anew from its own facts, and clears away what crashed processes left half-made; where
 * that fails it is logged as a warning.
 */
export const rebuildIndex = Effect.gen(function* () {
  const store = yield* JobStore
  yield* store
    .sweep({ everywhere: true })
    .pipe(
      Effect.catch((error) =>
        Effect.logWarning(`Not everything could be cleared away: ${error.message}`)
      )
    )
  return yield* store.rebuildIndex
})
