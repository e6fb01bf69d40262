import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { inBackground } from "../contracts/BackgroundClock.ts"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Outcome } from "../model/Outcome.ts"
import { nudgePause } from "../timing/nudgePause.ts"
import { persistently } from "../timing/patience.ts"
import { cancelledBy } from "../model/underCancel.ts"

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

const lookAtChanges = (id: JobId) =>
  Effect.flatMap(JobStore, (store) =>
    store.changes(id).pipe(
      Stream.mapEffect(() => look(store, id)),
      Stream.filter((intent) => intent !== null),
      Stream.runHead,
      Effect.flatMap(Option.match({ onNone: () => Effect.never, onSome: Effect.succeed }))
    )
  )

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
  persistently(store.standing(id, "cancel")).pipe(
    Effect.map((intent) => (intent === null ? null : cancelledBy(intent))),
    Effect.catch(() => Effect.never)
  )
