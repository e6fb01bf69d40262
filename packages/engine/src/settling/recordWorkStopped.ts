import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Settlement } from "../model/Outcome.ts"
import { retryBriefly, retryForever } from "../timing/retry.ts"
import { enterInListing } from "./enterInListing.ts"
import { catchStoreDefect } from "./catchStoreDefect.ts"

/**
 * Records that the work which ran on after the outcome has stopped, and lets the job leave the
 * active ones. The outcome itself stays as it is.
 */
export const recordWorkStopped = (
  id: JobId,
  settlement: Settlement
): Effect.Effect<void, never, JobStore> => publish(id, settlement).pipe(Effect.catch(report))

/**
 * The same by the owner of the job, which goes on trying in the background: while it lives, nobody
 * else can know that its work is over.
 */
export const recordOwnWorkStopped = (
  id: JobId,
  settlement: Settlement
): Effect.Effect<void, never, JobStore> =>
  publish(id, settlement).pipe(
    Effect.catch((error) =>
      Effect.andThen(
        report(error),
        retryForever(publish(id, settlement)).pipe(
          Effect.ignore,
          Effect.interruptible,
          Effect.forkDetach({ startImmediately: true })
        )
      )
    ),
    Effect.asVoid
  )

const publish = Effect.fnUntraced(function* (id: JobId, settlement: Settlement) {
  if (settlement.work === "Stopped") return
  const store = yield* JobStore
  const at = yield* Clock.currentTimeMillis
  const publishing = catchStoreDefect("record that the work stopped", () =>
    store.publishOnce(id, "workStopped", { at })
  )
  yield* retryBriefly(publishing).pipe(Effect.catchIf(isThereUnread, () => Effect.void))
  yield* enterInListing(id, settlement, true)
})

/** Somebody has said so already, and to go on trying would change nothing. */
const isThereUnread = (error: JobNotFound | JobStoreError): boolean =>
  error._tag === "JobStoreError" && error.reason === "Unreadable"

const report = (error: JobNotFound | JobStoreError) =>
  Effect.logWarning(`That the work stopped was not recorded: ${error.message}`)
