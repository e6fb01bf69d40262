import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { Claim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import { makeNonce } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Outcome } from "../model/Outcome.ts"
import { Redact } from "../contracts/Redact.ts"
import { rawTailBytes, tidyTail } from "../model/stderrTail.ts"

/**
 * Takes the claim's name for nobody, so that no owner can begin a job that is to end as `outcome`.
 * One name decides between a late owner and whoever ends an unclaimed job: the claim that stands
 * is answered, and it may be an owner's. What a candidate said before it ended is kept with it.
 */
export const voidClaim = Effect.fnUntraced(function* (
  id: JobId,
  outcome: Outcome
): Effect.fn.Return<Claim, JobNotFound | JobStoreError, JobStore> {
  const store = yield* JobStore
  const mine: Claim = {
    _tag: "Void",
    nonce: yield* makeNonce,
    voidedAt: yield* Clock.currentTimeMillis,
    outcome: tidyTail(yield* withStartUp(id, outcome), yield* Redact)
  }
  const published = yield* store.publishOnce(id, "claim", mine)
  return published._tag === "Won" ? mine : published.value
})

/** Best effort: words that cannot be read keep no job from its end. */
const withStartUp = (id: JobId, outcome: Outcome) =>
  outcome._tag === "NeverStarted" && outcome.stderrTail === ""
    ? Effect.flatMap(JobStore, (store) => store.startUp(id, rawTailBytes)).pipe(
        Effect.map((stderrTail) => ({ ...outcome, stderrTail })),
        Effect.orElseSucceed(() => outcome)
      )
    : Effect.succeed(outcome)
