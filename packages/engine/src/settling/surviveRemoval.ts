import * as Effect from "effect/Effect"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { Created, OwnedClaim } from "../model/facts.ts"
import { JobStore } from "../contracts/JobStore.ts"

/** What an owner knows of its own job, by which the job can be recorded anew. */
export interface OwnRecord {
  readonly created: Created
  readonly claim: OwnedClaim
  /** Records again whatever else the owner had recorded. */
  readonly again: Effect.Effect<void, JobNotFound | JobStoreError, JobStore>
}

/** Tries what failed once more, if that was because the job's record had been removed. */
export type SurviveRemoval = <A, E>(
  effect: Effect.Effect<A, E, JobStore>
) => Effect.Effect<A, E, JobStore>

/**
 * Lets an owner's writes outlive the removal of its record, by a cleaner of temporary folders for
 * example: the owner notices at its next write, records its job anew, and says so in the
 * job's log and in its own.
 *
 * **Details**: one fact carries the submission and the claim, so there is no instant at which a
 * reader finds a job that nobody owns (I4 no-death-without-proof). A record that somebody else has
 * made meanwhile is left as it is.
 */
export const surviveRemoval =
  (record: OwnRecord): SurviveRemoval =>
  (effect) =>
    effect.pipe(
      Effect.catch((error) =>
        Effect.flatMap(recordAnew(record), (anew) => (anew ? effect : Effect.fail(error)))
      )
    )

const recordAnew = Effect.fnUntraced(
  function* ({ again, claim, created }: OwnRecord) {
    const store = yield* JobStore
    const { id } = created
    if (!(yield* isRemoved(id))) return false
    const published = yield* store.submit({ ...created, claim })
    const ours =
      published._tag === "Won" ||
      (published._tag === "Standing" && nonceOf(published.value) === claim.nonce)
    if (!ours) return false
    yield* Effect.logWarning(
      `The record of job ${id} was removed from ${store.location} while the job ran. It was made anew; its earlier log, and a request to cancel, may be lost.`
    )
    yield* again.pipe(
      Effect.andThen(store.appendLog(id, notice)),
      Effect.catch((error) => Effect.logWarning(`Job ${id}: ${error.message}`))
    )
    return true
  },
  Effect.catch((error) =>
    Effect.as(Effect.logWarning(`The record was not made anew: ${error.message}`), false)
  )
)

const isRemoved = (id: Created["id"]) =>
  Effect.flatMap(JobStore, (store) => store.facts(id)).pipe(
    Effect.as(false),
    // A submission that is there and cannot be read is not replaced: the store sees to that.
    Effect.catch((error) => Effect.succeed(error._tag !== "JobStoreError"))
  )

const nonceOf = ({ claim }: Created): string | undefined => claim?.nonce

const notice = new TextEncoder().encode(
  "\n[job-lifecycle: the record of this job was removed while it ran; its owner made it anew]\n"
)
