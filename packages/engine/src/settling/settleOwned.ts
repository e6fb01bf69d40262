import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { RunnerEnd } from "../endings/runner.ts"
import { failure } from "../model/failure.ts"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { OwnedClaim } from "../model/facts.ts"
import type { Decision, ExitGuard } from "./guardExit.ts"
import { isOurs } from "./isOurs.ts"
import type { JobId } from "../model/JobId.ts"
import { makeNonce } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { keepLate } from "./keepLate.ts"
import type { Outcome, Settlement } from "../model/Outcome.ts"
import { retryBriefly, retryForever } from "../timing/retry.ts"
import { recordOwnWorkStopped } from "./recordWorkStopped.ts"
import { enterInListing } from "./enterInListing.ts"
import { settle } from "./settle.ts"
import type { SurviveRemoval } from "./surviveRemoval.ts"
import { catchStoreDefect } from "./catchStoreDefect.ts"
import { underCancel } from "../model/underCancel.ts"

/** What the owner saw of the work when the end was decided. */
type Seen = Omit<Decision, "outcome">

/**
 * Settles a job as its owner: the result first, durably, then the outcome that names it. From the
 * decision on, the exit guard would write just that. When the outcome cannot be written in spite of
 * all patience, for want of room for instance, the last gasp is tried; when that fails too, the error is
 * the caller's. So it is at once where nobody knows why (no descriptor was left, for one): that may pass,
 * and what was prepared would say that the owner, which lives, has ended and told nothing.
 */
export const settleOwned = Effect.fnUntraced(function* (
  id: JobId,
  end: RunnerEnd,
  seen: Seen,
  guard: ExitGuard,
  survive: SurviveRemoval
): Effect.fn.Return<Settlement, JobNotFound | JobStoreError, JobStore> {
  const store = yield* JobStore
  const earlier = yield* catchStoreDefect("look for an outcome", () =>
    store.standing(id, "outcome")
  ).pipe(Effect.orElseSucceed(() => null))
  if (earlier !== null) {
    // Ours may have landed unheard: then its result is the job's own.
    if (earlier.outcome._tag !== "Completed") yield* keepLate(id, end.result)
    return earlier
  }
  const decision = { ...seen, outcome: yield* recordResult(id, end, survive) }
  guard.decide(decision)
  const settling = catchStoreDefect("record the outcome", () =>
    settle(id, { ...decision, settledBy: "Owner" })
  )
  return yield* survive(settling).pipe(
    Effect.catchIf(isFinal, (error) => gaspOut(store, id, decision, error))
  )
})

const isFinal = (error: JobNotFound | JobStoreError): error is JobStoreError =>
  error._tag === "JobStoreError" && error.reason !== "Unexpected"

/** Tries the last gasp where the outcome cannot be written otherwise. */
const gaspOut = Effect.fnUntraced(function* (
  store: JobStore["Service"],
  id: JobId,
  { outcome, ...seen }: Decision,
  error: JobStoreError
) {
  const nonce = yield* makeNonce
  const settledAt = yield* Clock.currentTimeMillis
  store.lastGasp(id, (cancel) => ({
    outcome: underCancel(outcome, cancel),
    settledBy: "Owner",
    settledAt,
    ...seen,
    nonce
  }))
  const standing = (yield* store.standing(id, "outcome")) ?? (yield* error)
  yield* enterInListing(id, standing)
  return standing
})

/** A job whose end was decided and could not be written. */
interface Unsettled {
  readonly id: JobId
  readonly claim: OwnedClaim
  readonly end: RunnerEnd
  readonly seen: Seen
  readonly guard: ExitGuard
  readonly survive: SurviveRemoval
  /** Told of the outcome once it stands; of null when nobody tries any more. */
  readonly stands: Deferred.Deferred<Settlement | null>
}

/**
 * Goes on trying, in the background, to settle a job whose outcome could not be written, or whose
 * claim may stand although it was reported as failed. The exit guard stays until it is done: a
 * living owner must not leave its job open for ever.
 */
export const settleLater = (job: Unsettled): Effect.Effect<void, never, JobStore> =>
  catchStoreDefect("settle the job", () => settleAsDecided(job)).pipe(
    retryForever,
    Effect.ignore,
    Effect.ensuring(Effect.andThen(job.guard.close, Deferred.succeed(job.stands, null))),
    Effect.interruptible,
    Effect.forkDetach({ startImmediately: true }),
    Effect.asVoid
  )

const settleAsDecided = Effect.fnUntraced(function* (job: Unsettled) {
  if (!(yield* isOurs(job))) return
  const standing = yield* settleOwned(job.id, job.end, job.seen, job.guard, job.survive)
  // What stands may be our own last gasp, which is in no listing and knows nothing of what came after.
  yield* enterInListing(job.id, standing)
  yield* Deferred.succeed(job.stands, standing)
  if (job.seen.work === "Stopped") yield* recordOwnWorkStopped(job.id, standing)
})

/**
 * A result that cannot be recorded is not a completed job: the outcome says so. One that an earlier try
 * has recorded is there, whatever becomes of this one.
 */
const recordResult = (id: JobId, end: RunnerEnd, survive: SurviveRemoval) =>
  end.result === undefined
    ? Effect.succeed(end.outcome)
    : publishResult(id, end.outcome, end.result, survive).pipe(
        Effect.catch(({ message }) =>
          Effect.map(hasResult(id), (recorded) =>
            recorded ? end.outcome : failure(unrecorded(message), false)
          )
        )
      )

const unrecorded = (message: string): string =>
  `the runner completed, but its result could not be recorded: ${message}`

const hasResult = (id: JobId) =>
  Effect.flatMap(JobStore, (store) =>
    catchStoreDefect("look for a result", () => store.standing(id, "result"))
  ).pipe(
    Effect.map((result) => result !== null),
    Effect.orElseSucceed(() => false)
  )

const publishResult = Effect.fnUntraced(function* (
  id: JobId,
  outcome: Outcome,
  value: Schema.Json,
  survive: SurviveRemoval
) {
  const store = yield* JobStore
  const at = yield* Clock.currentTimeMillis
  const publishing = catchStoreDefect("record the result", () =>
    store.publishOnce(id, "result", { value, at })
  )
  yield* survive(retryBriefly(publishing))
  return outcome
})
