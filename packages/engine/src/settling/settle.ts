import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { JobId } from "../model/JobId.ts"
import { makeNonce } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Settlement } from "../model/Outcome.ts"
import { retryBriefly } from "../timing/retry.ts"
import { enterInListing } from "./enterInListing.ts"
import { underCancel } from "../model/underCancel.ts"

/** What is to be recorded, before the record's own view of a cancel is taken into account. */
export type Ending = Omit<Settlement, "settledAt" | "nonce">

/**
 * Records how a job ended: the only writer of an outcome. Answers the settlement that stands, ours
 * or an earlier one (I2 first-outcome-stands). A write that fails is tried again with growing
 * pauses, which hold the process; it is never put under a timeout, for it may still land. What
 * follows the outcome (the listing) is reported when it fails and changes nothing (I9
 * outcome-first).
 */
export const settle = Effect.fnUntraced(function* (
  id: JobId,
  ending: Ending
): Effect.fn.Return<Settlement, JobNotFound | JobStoreError, JobStore> {
  const store = yield* JobStore
  const nonce = yield* makeNonce
  const standing = yield* retryBriefly(publish(store, id, ending, nonce))
  yield* enterInListing(id, standing)
  return standing
}, Effect.uninterruptible)

const publish = Effect.fnUntraced(function* (
  store: JobStore["Service"],
  id: JobId,
  { outcome, settledBy, ...seen }: Ending,
  nonce: string
) {
  const cancel = yield* store.standing(id, "cancel")
  const settlement: Settlement = {
    outcome: underCancel(outcome, cancel),
    settledBy,
    settledAt: yield* Clock.currentTimeMillis,
    ...seen,
    nonce
  }
  const published = yield* store.publishOnce(id, "outcome", settlement)
  return published._tag === "Won" ? settlement : published.value
})
