import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { JobId } from "../JobId.ts"
import { JobStore } from "../JobStore.ts"
import type { Outcome } from "../Outcome.ts"
import { cancelledBy } from "../underCancel.ts"

/**
 * Ends when an intent to cancel is on record. An intent that cannot be read is looked for again at
 * the next change: a watcher's trouble must not end the job.
 */
export const cancelRequest = (id: JobId): Effect.Effect<Outcome, never, JobStore> =>
  Effect.flatMap(JobStore, (store) =>
    store.changes(id).pipe(
      Stream.mapEffect(() => Effect.orElseSucceed(store.standing(id, "cancel"), () => null)),
      Stream.filter((intent) => intent !== null),
      Stream.runHead,
      Effect.flatMap(
        Option.match({
          onNone: () => Effect.never,
          onSome: (intent) => Effect.succeed(cancelledBy(intent))
        })
      )
    )
  )
