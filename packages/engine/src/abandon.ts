import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Job } from "./Job.ts"
import type { JobId } from "./JobId.ts"
import { makeNonce } from "./JobId.ts"
import { JobStore } from "./JobStore.ts"
import { Outcome } from "./Outcome.ts"
import type { OwnerProbe } from "./OwnerProbe.ts"
import type { ReadError } from "./reconcile.ts"
import { reconcile } from "./reconcile.ts"
import { underCancel } from "./underCancel.ts"
import type { WorkStopper } from "./WorkStopper.ts"

/** Why the owner that was to come will not. `code` is the platform's, for example `EAGAIN`. */
export interface NoOwner {
  readonly message: string
  readonly code: string | null
  readonly stderrTail: string
}

/**
 * Ends a job that nobody has claimed and nobody will, as `NeverStarted`, and answers it as it
 * stands. One name decides, the claim's: a job that was claimed after all is left to its owner.
 */
export const abandon = (
  id: JobId,
  reason: NoOwner
): Effect.Effect<Job, ReadError, JobStore | OwnerProbe | WorkStopper> =>
  Effect.gen(function* () {
    const store = yield* JobStore
    const { cancel, claim } = yield* store.facts(id)
    if (claim === null) {
      const outcome = Outcome.cases.NeverStarted.make({ reason: "SpawnFailed", ...reason })
      yield* store.publishOnce(id, "claim", {
        _tag: "Void",
        nonce: yield* makeNonce,
        voidedAt: yield* Clock.currentTimeMillis,
        outcome: underCancel(outcome, cancel)
      })
    }
    return yield* reconcile(id)
  })
