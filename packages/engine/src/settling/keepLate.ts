import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { catchStoreDefect } from "./catchStoreDefect.ts"

/** Keeps what arrived after the outcome, apart from it (I10 late-is-kept-apart). */
export const keepLate = (
  id: JobId,
  result: Schema.Json | undefined
): Effect.Effect<void, never, JobStore> =>
  result === undefined
    ? Effect.void
    : catchStoreDefect("keep a late result", () => publish(id, result)).pipe(
        Effect.catch((error) => Effect.logWarning(`A late result was not kept: ${error.message}`))
      )

const publish = Effect.fnUntraced(function* (id: JobId, result: Schema.Json) {
  const store = yield* JobStore
  yield* store.publishOnce(id, "late", { value: result, at: yield* Clock.currentTimeMillis })
})
