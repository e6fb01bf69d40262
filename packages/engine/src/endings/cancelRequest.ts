import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { JobId } from "../JobId.ts"
import { JobStore } from "../JobStore.ts"
import type { Outcome } from "../Outcome.ts"
import { persistently } from "../patience.ts"
import { cancelledBy } from "../underCancel.ts"

/**
 * Ends when an intent to cancel is on record, which is looked for at each change of the record and
 * at each nudge. One that cannot be read is looked for again until it can: a store's trouble neither
 * ends the job nor loses somebody's wish. A nudge without an intent ends nothing.
 */
export const cancelRequest = (
  id: JobId,
  nudged: Stream.Stream<void>
): Effect.Effect<Outcome, never, JobStore> =>
  Effect.flatMap(JobStore, (store) =>
    Stream.merge(store.changes(id), nudged).pipe(
      Stream.mapEffect(() => persistently(store.standing(id, "cancel"))),
      Stream.filter((intent) => intent !== null),
      Stream.runHead,
      Effect.flatMap(
        Option.match({
          onNone: () => Effect.never,
          onSome: (intent) => Effect.succeed(cancelledBy(intent))
        })
      ),
      Effect.catch(() => Effect.never)
    )
  )
