import * as Effect from "effect/Effect"

/** Where wakers are kept until they are called. */
interface Wakers {
  readonly add: (wake: () => void) => unknown
  readonly delete: (wake: () => void) => unknown
}

/** Calls the waker once, and keeps it among others until the scope closes. */
export const registered = (wake: () => void, wakers: Wakers) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      wakers.add(wake)
      wake()
    }),
    () => Effect.sync(() => wakers.delete(wake))
  )
