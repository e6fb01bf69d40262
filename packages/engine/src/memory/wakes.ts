import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

/**
 * Emits at the start and whenever the registered waker is called. What nobody took yet is not said
 * twice.
 */
export const wakes = (
  register: (wake: () => void) => unknown,
  release: (wake: () => void) => unknown
): Stream.Stream<void> =>
  Stream.callback<void>(
    (queue) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const wake = wakerOf(queue)
          register(wake)
          wake()
          return wake
        }),
        (wake) => Effect.sync(() => release(wake))
      ),
    { bufferSize: 1, strategy: "dropping" }
  )

const wakerOf =
  (queue: Queue.Enqueue<void, Cause.Done>): (() => void) =>
  () =>
    void Queue.offerUnsafe(queue, undefined)
