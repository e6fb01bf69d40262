import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { RunnerEnd } from "./endings/runner.ts"
import type { JobNotFound, JobStoreError } from "./errors.ts"
import type { JobId } from "./JobId.ts"
import { makeNonce } from "./JobId.ts"
import { JobStore } from "./JobStore.ts"
import type { Settlement, WorkState } from "./Outcome.ts"
import { Outcome } from "./Outcome.ts"
import { settle } from "./settle.ts"
import type { SurviveRemoval } from "./surviveRemoval.ts"
import { underCancel } from "./underCancel.ts"

/**
 * Settles a job as its owner: the result first, durably, then the outcome that names it. When the
 * outcome cannot be written in spite of all patience, the last gasp is tried; when that fails too,
 * the error is the caller's, and the next reader infers the ending from the owner's.
 */
export const settleOwned = (
  id: JobId,
  end: RunnerEnd,
  work: WorkState,
  survive: SurviveRemoval
): Effect.Effect<Settlement, JobNotFound | JobStoreError, JobStore> =>
  Effect.gen(function* () {
    const store = yield* JobStore
    const outcome = yield* recordResult(id, end, survive)
    return yield* survive(settle(id, { outcome, settledBy: "Owner", work })).pipe(
      Effect.catchTag("JobStoreError", (error) =>
        Effect.gen(function* () {
          const nonce = yield* makeNonce
          const settledAt = yield* Clock.currentTimeMillis
          store.lastGasp(id, (cancel) => ({
            outcome: underCancel(outcome, cancel),
            settledBy: "Owner",
            settledAt,
            work,
            nonce
          }))
          const standing = yield* store.standing(id, "outcome")
          return standing ?? (yield* error)
        })
      )
    )
  })

/** A result that cannot be recorded is not a completed job: the outcome says so. */
const recordResult = (id: JobId, end: RunnerEnd, survive: SurviveRemoval) =>
  end.result === undefined
    ? Effect.succeed(end.outcome)
    : Effect.gen(function* () {
        const store = yield* JobStore
        const at = yield* Clock.currentTimeMillis
        yield* survive(store.publishOnce(id, "result", { value: end.result!, at }))
        return end.outcome
      }).pipe(
        Effect.catch((error) =>
          Effect.succeed<Outcome>(
            Outcome.cases.Failed.make({
              message: `the runner completed, but its result could not be recorded: ${error.message}`,
              defect: false,
              exitCode: null,
              signal: null,
              stderrTail: ""
            })
          )
        )
      )
