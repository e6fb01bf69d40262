import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"

/** Notes that somebody has seen the outcome. Bookkeeping: its trouble is reported beside it. */
export const markRead: (id: JobId) => Effect.Effect<void, never, JobStore> = Effect.fnUntraced(
  function* (id) {
    const store = yield* JobStore
    yield* store.publishOnce(id, "read", { at: yield* Clock.currentTimeMillis })
  },
  Effect.catch((error) => Effect.logDebug(`Not marked as read: ${error.message}`))
)
