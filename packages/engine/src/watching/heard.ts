import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

/**
 * Calls `wake` now and then, until the scope closes. `wakeNow` is for whoever must be heard before
 * anything else is done.
 */
type Waking<R> = (
  wake: () => void,
  wakeNow: () => void
) => Effect.Effect<unknown, never, R | Scope.Scope>

/** Answers what waits for the next call. What nobody has heard yet is not said twice. */
export const heard = Effect.fnUntraced(function* <R>(
  waking: Waking<R>
): Effect.fn.Return<Effect.Effect<void>, never, R | Scope.Scope> {
  const calls = yield* Queue.dropping<void>(1)
  const wake = () => void Queue.offerUnsafe(calls, undefined)
  const wakeNow = () => {
    wake()
    Queue.flushUnsafe(calls)
  }
  yield* waking(wake, wakeNow)
  return Queue.take(calls)
})
