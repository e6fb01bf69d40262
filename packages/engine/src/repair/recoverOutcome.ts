import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Schema from "effect/Schema"
import { answerOf } from "../model/answerOf.ts"
import { askOnce } from "./askOnce.ts"
import { awaitHost } from "../timing/awaitHost.ts"
import type { RunnerEnd } from "../endings/runner.ts"
import { failure } from "../model/failure.ts"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { JobFacts } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { retryBriefly } from "../timing/retry.ts"
import { asJson } from "../model/asJson.ts"
import { isUnrun } from "../model/isUnrun.ts"
import { Outcome } from "../model/Outcome.ts"
import { shortened } from "../model/shortened.ts"
import type { Recovered } from "../contracts/Recover.ts"
import { knowsNothing, Recover } from "../contracts/Recover.ts"

/** Asks the host what it knows before a job becomes `Orphaned`. Writes nothing. */
export const recoverOutcome = (facts: JobFacts, orphaned: Outcome): Effect.Effect<RunnerEnd> =>
  Effect.map(ask(facts), (known): RunnerEnd => {
    switch (known._tag) {
      case "NothingKnown":
        return { outcome: orphaned, result: undefined }
      case "Failure":
        return { outcome: failure(known.message, false), result: undefined }
      case "Result":
        // One that is on record and cannot be read stands in the way of any other.
        if (facts.unreadable.includes("result")) return { outcome: orphaned, result: undefined }
        return {
          outcome: Outcome.cases.Completed.make({ result: "Recorded" }),
          result: known.value
        }
    }
  })

/**
 * Records the result that a host knew, and answers the outcome that this leads to. One that the store never
 * takes, because it is too large for instance, is not a completed job; one that is on record after all is.
 * Where that cannot be told it is the store's error, and nothing is settled yet.
 */
export const recordRecovered = (
  id: JobId,
  { outcome, result }: RunnerEnd
): Effect.Effect<Outcome, JobNotFound | JobStoreError, JobStore> => {
  if (result === undefined) return Effect.succeed(outcome)
  const recorded = Effect.as(publishResult(id, result), outcome)
  // It may pass, and somebody may be waiting: whatever does not pass soon is tried no more.
  return Effect.catchIf(recorded, isUnexpected, () =>
    Effect.catchIf(retryBriefly(recorded), isUnexpected, ({ message }) =>
      Effect.map(standingResult(id), (standing) =>
        standing === null ? failure(unrecorded(message), false) : outcome
      )
    )
  )
}

const unrecorded = (message: string): string =>
  `the host knew its result, which could not be recorded: ${message}`

const standingResult = (id: JobId) =>
  Effect.flatMap(JobStore, (store) => store.standing(id, "result"))

const publishResult = Effect.fnUntraced(function* (id: JobId, value: Schema.Json) {
  const store = yield* JobStore
  const at = yield* Clock.currentTimeMillis
  yield* store.publishOnce(id, "result", { value, at })
})

const isUnexpected = (error: JobNotFound | JobStoreError): error is JobStoreError =>
  error._tag === "JobStoreError" && error.reason === "Unexpected"

const nothing: Recovered = { _tag: "NothingKnown" }

const ask = Effect.fnUntraced(function* (facts: JobFacts): Effect.fn.Return<Recovered> {
  const recover = yield* Recover
  // Nothing that could hang, and somebody may be waiting for the outcome: no fiber is made for it.
  if (recover === knowsNothing) return nothing
  return yield* askOnce(facts.id, askNow(recover, facts))
})

const askNow = Effect.fnUntraced(function* (
  recover: (typeof Recover)["Service"],
  facts: JobFacts
): Effect.fn.Return<Recovered> {
  const exit = yield* awaitHost(
    Effect.flatMap(
      Effect.suspend(() => answerOf(recover(facts))),
      recordable
    )
  )
  if (exit === null) {
    yield* Effect.logWarning(
      `The recover hook of job ${facts.id} took longer than 10 seconds and was stopped.`
    )
    return nothing
  }
  if (Exit.isSuccess(exit)) return exit.value
  yield* Effect.logWarning(`The recover hook broke: ${Cause.pretty(exit.cause)}`)
  return nothing
})

/** What the host said, as it can be recorded. A host without types may say anything. */
const recordable = (said: Recovered): Effect.Effect<Recovered> => {
  if (said._tag === "NothingKnown") return Effect.succeed(nothing)
  if (said._tag === "Failure" && typeof said.message === "string") {
    return Effect.succeed({ _tag: "Failure", message: shortened(said.message) })
  }
  const isResult = said._tag === "Result" && !isUnrun(said.value)
  const value = isResult ? asJson(said.value) : undefined
  return value === undefined ? Effect.die(unrecordable) : Effect.succeed({ _tag: "Result", value })
}

const unrecordable = new Error("it answered neither a result as JSON nor a failure with a message")
