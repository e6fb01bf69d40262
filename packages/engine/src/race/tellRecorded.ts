import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { promiseOf } from "../model/answerOf.ts"
import { failure } from "../model/failure.ts"
import { isUnrun } from "../model/isUnrun.ts"
import type { JobId } from "../model/JobId.ts"
import { messageOf } from "../model/messageOf.ts"
import type { Outcome } from "../model/Outcome.ts"

/** A host's callback threw, or its promise was rejected. */
class CallbackBroke extends Data.TaggedError("CallbackBroke")<{ readonly message: string }> {}

const brokeBy = (thrown: unknown) => new CallbackBroke({ message: messageOf(thrown) })

/**
 * Tells the host that its job is on record. Answers how the job has to end without being started, when
 * the host's callback throws. A promise that it gives is heard as long as `scope` lives, not awaited.
 */
export const tellRecorded = Effect.fnUntraced(function* (
  { id, onTaken }: { readonly id: JobId; readonly onTaken: () => unknown },
  scope: Scope.Scope
): Effect.fn.Return<Outcome | null> {
  const told = yield* Effect.result(Effect.try({ try: onTaken, catch: brokeBy }))
  if (Result.isFailure(told)) return failure(`its onRecorded threw: ${told.failure.message}`, true)
  yield* hearLater(id, told.success, scope)
  return null
})

/** Says of a promise that it was rejected: unheard, that could end the process. Nobody runs an Effect. */
const hearLater = (id: JobId, given: unknown, scope: Scope.Scope) => {
  if (isUnrun(given)) {
    return Effect.logWarning(`Job ${id}: its onRecorded gave an Effect, which nobody runs`)
  }
  const promise = promiseOf(given)
  if (promise === null) return Effect.void
  return Effect.tryPromise({ try: () => Promise.resolve(promise), catch: brokeBy }).pipe(
    Effect.catch(({ message }) =>
      Effect.logWarning(`Job ${id}: its onRecorded was rejected: ${message}`)
    ),
    Effect.interruptible,
    Effect.forkIn(scope, { startImmediately: true })
  )
}
