import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import { asJson } from "../model/asJson.ts"
import { Outcome } from "../model/Outcome.ts"
import { isUnrun } from "../model/isUnrun.ts"
import { shortened } from "../model/shortened.ts"
import { ExitCodeZero, RunnerFailed, RunnerNotStarted } from "../contracts/Runner.ts"
import { Redact } from "../contracts/Redact.ts"
import { tidyTail } from "../model/stderrTail.ts"
import { failure } from "../model/failure.ts"
import { messageOf } from "../model/messageOf.ts"

/** What a runner's end amounts to: an outcome, and the explicit result if there is one to record. */
export interface RunnerEnd {
  readonly outcome: Outcome
  readonly result: Schema.Json | undefined
}

/** Ends when the runner does. Waits for it without holding it: the runner has a scope of its own. */
export const runner = Effect.fnUntraced(function* (
  fiber: Fiber.Fiber<unknown, unknown>
): Effect.fn.Return<RunnerEnd> {
  const end = endOfRunner(yield* Fiber.await(fiber))
  return { ...end, outcome: tidyTail(end.outcome, yield* Redact) }
})

/** Translates a runner's exit. Success without an explicit result is a failure. */
export const endOfRunner = (exit: Exit.Exit<unknown, unknown>): RunnerEnd => {
  if (Exit.isFailure(exit)) return { outcome: outcomeOfCause(exit.cause), result: undefined }
  const value = exit.value
  if (value === ExitCodeZero) {
    return { outcome: Outcome.cases.Completed.make({ result: "ExitCode" }), result: undefined }
  }
  if (value === undefined) {
    return failed("the runner ended without a result; a completed job gives an explicit one", true)
  }
  if (isUnrun(value)) {
    return failed(
      "the runner's result is an Effect that nobody ran: yield it, or await Effect.runPromise of it, and return what it gives",
      true
    )
  }
  const json = asJson(value)
  return json === undefined
    ? failed("the runner's result is not JSON: encode it before you return it", true)
    : { outcome: Outcome.cases.Completed.make({ result: "Recorded" }), result: json }
}

const outcomeOfCause = (cause: Cause.Cause<unknown>): Outcome => {
  const found = Cause.findErrorOption(cause)
  const error = Option.getOrUndefined(found)
  if (isA(error, RunnerNotStarted)) {
    return Outcome.cases.NeverStarted.make({
      reason: "SpawnFailed",
      message: shortened(error.message),
      code: error.code,
      stderrTail: error.stderrTail
    })
  }
  if (isA(error, RunnerFailed)) {
    const { exitCode, signal, stderrTail } = error
    const message = shortened(error.message)
    return Outcome.cases.Failed.make({ message, defect: false, exitCode, signal, stderrTail })
  }
  // Not by the error itself: a promise can be rejected with undefined.
  if (Option.isSome(found)) {
    const json = asJson(error)
    return failure(messageOf(error), false, isWorthKeeping(json) ? { error: json } : {})
  }
  if (Cause.hasDies(cause)) return failure(messageOf(Cause.squash(cause)), true)
  return failure("the runner was interrupted from inside", false)
}

/** Total: what was thrown may be something that cannot even be asked what it is. */
const isA = <A>(error: unknown, kind: new (...given: never) => A): error is A => {
  try {
    return error instanceof kind
  } catch {
    return false
  }
}

/**
 * An `Error` has no fields of its own that JSON would show: its message is all there is. What is
 * larger than an outcome should be is left out: every reader of the job reads it.
 */
const isWorthKeeping = (json: Schema.Json | undefined): json is Schema.Json =>
  json !== undefined &&
  !(typeof json === "object" && json !== null && Object.keys(json).length === 0) &&
  JSON.stringify(json).length <= longestError

const failed = (message: string, defect: boolean): RunnerEnd => ({
  outcome: failure(message, defect),
  result: undefined
})

/** How large the data of an error may be, in characters. */
const longestError = 1_048_576
