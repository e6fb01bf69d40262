import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import { awaited } from "./awaited.ts"

/** Watches from now on: what was said at the start is taken already. */
export const watching = Effect.fnUntraced(function* (
  changes: (wake: () => void) => Effect.Effect<void, never, Scope.Scope>
) {
  const seen = yield* Queue.unbounded<void>()
  const scope = yield* Scope.make()
  const wake = () => void Queue.offerUnsafe(seen, undefined)
  yield* awaited("the beginning of a watch", Scope.provide(changes(wake), scope))
  const next = (what: string) => awaited(`the word of ${what} to a watcher`, Queue.take(seen))
  yield* next("the start")
  return {
    /** Waits until the watcher is told of something. */
    seen: next,
    stop: awaited("the end of a watcher that was stopped", Scope.close(scope, Exit.void))
  }
})
