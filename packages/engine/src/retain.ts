import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { JobStore } from "./JobStore.ts"
import type { OwnerProbe } from "./OwnerProbe.ts"
import { pruneBy } from "./prune.ts"
import { defaultRetention } from "./retention.ts"
import type { WorkStopper } from "./WorkStopper.ts"

const dayMillis = 24 * 3_600_000
/** A pass that was cut short, by the end of its process above all, is due again after this. */
const again = 60_000

/**
 * Removes what goes by itself, when it is due: once a day. Runs beside what the caller came for;
 * its trouble is nobody's, and the next submission finds it due again.
 */
export const retain: Effect.Effect<void, never, JobStore | OwnerProbe | WorkStopper> = Effect.gen(
  function* () {
    const store = yield* JobStore
    const now = yield* Clock.currentTimeMillis
    const dueAt = yield* store.retentionDueAt
    // Further away than a day means that the clock was set back.
    if (dueAt !== null && now < dueAt && dueAt - now <= dayMillis) return
    yield* store.postponeRetention(now + again)
    yield* pruneBy(defaultRetention, false)
    yield* store.sweep({ everywhere: false })
    yield* store.postponeRetention(now + dayMillis)
  }
).pipe(Effect.catch((error) => Effect.logDebug(`Old jobs were not removed: ${error.message}`)))
