import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { awaited } from "./awaited.ts"

/** Watches from now on: what was said at the start is taken already. */
export const watching = (changes: Stream.Stream<void>) =>
  Effect.gen(function* () {
    const seen = yield* Queue.unbounded<void>()
    const fiber = yield* Effect.forkDetach(
      Stream.runForEach(changes, () => Queue.offer(seen, undefined)),
      { startImmediately: true }
    )
    const next = (what: string) => awaited(`the word of ${what} to a watcher`, Queue.take(seen))
    yield* next("the start")
    return {
      /** Waits until the watcher is told of something. */
      seen: next,
      stop: awaited("the end of a watcher that was interrupted", Fiber.interrupt(fiber))
    }
  })
