import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JobId } from "./JobId.ts"
import { JobStore } from "./JobStore.ts"
import type { Settlement } from "./Outcome.ts"
import { index } from "./settle.ts"

/**
 * Records that the work which ran on after the outcome has stopped, and lets the job leave the
 * active ones. The outcome itself stays as it is.
 */
export const recordWorkStopped = (
  id: JobId,
  settlement: Settlement
): Effect.Effect<void, never, JobStore> =>
  Effect.gen(function* () {
    if (settlement.work === "Stopped") return
    const store = yield* JobStore
    yield* store.publishOnce(id, "workStopped", { at: yield* Clock.currentTimeMillis })
    yield* index(id, settlement, true)
  }).pipe(
    Effect.catch((error) =>
      Effect.logWarning(`That the work stopped was not recorded: ${error.message}`)
    )
  )
