import * as Effect from "effect/Effect"
import { inBackground } from "../contracts/BackgroundClock.ts"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Outcome } from "../model/Outcome.ts"
import { nudgePause } from "../timing/nudgePause.ts"
import { retryForever } from "../timing/retry.ts"
import { cancelledBy } from "../model/underCancel.ts"
import { heard } from "../watching/heard.ts"

/**
 * Ends when an intent to cancel is on record, which is looked for at each change of the record and
 * at each nudge. One that cannot be read is looked for again until it can: a store's trouble neither
 * ends the job nor loses somebody's wish. A nudge without an intent ends nothing.
 */
export const cancelRequest = (
  id: JobId,
  nudged: Effect.Effect<void>
): Effect.Effect<Outcome, never, JobStore> =>
  Effect.raceFirst(lookAtChanges(id), lookWhenNudged(id, nudged))

const lookAtChanges = Effect.fnUntraced(function* (id: JobId) {
  const store = yield* JobStore
  const changed = yield* heard((wake) => store.changes(id, wake))
  while (true) {
    yield* changed
    const found = yield* look(store, id)
    if (found !== null) return found
  }
}, Effect.scoped)

const lookWhenNudged = Effect.fnUntraced(function* (id: JobId, nudged: Effect.Effect<void>) {
  const store = yield* JobStore
  while (true) {
    yield* nudged
    const found = yield* look(store, id)
    if (found !== null) return found
    yield* inBackground(Effect.sleep(nudgePause))
  }
})

const look = (store: JobStore["Service"], id: JobId): Effect.Effect<Outcome | null> =>
  retryForever(store.standing(id, "cancel")).pipe(
    Effect.map((intent) => (intent === null ? null : cancelledBy(intent))),
    Effect.catch(() => Effect.never)
  )
