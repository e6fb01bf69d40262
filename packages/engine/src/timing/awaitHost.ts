import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

/**
 * Waits at most ten seconds for something of the host's, and answers how it ended; null when it had
 * not. It has a fiber of its own, so that one which cannot be interrupted is not waited for.
 */
export const awaitHost = Effect.fnUntraced(function* <A>(
  effect: Effect.Effect<A>
): Effect.fn.Return<Exit.Exit<A> | null> {
  const fiber = yield* Effect.suspend(() => effect).pipe(
    Effect.interruptible,
    Effect.forkDetach({ startImmediately: true })
  )
  return yield* Effect.timeoutOrElse(Fiber.await(fiber), {
    duration: "10 seconds",
    orElse: () => Effect.succeed(null)
  }).pipe(Effect.onExit(() => Effect.sync(() => fiber.interruptUnsafe())))
})
