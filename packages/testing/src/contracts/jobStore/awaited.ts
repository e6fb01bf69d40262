import type { JobStore } from "@job-lifecycle/engine"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { aroundStore } from "../../fakes/aroundStore.ts"

/** What had to come did not. */
class NotInTime extends Data.TaggedError("NotInTime")<{ readonly message: string }> {}

/** Far more than anything takes that comes at all. */
const seconds = 10

/** Waits for something that has to come, and fails with its name when it does not. */
export const awaited = <A, E, R>(
  what: string,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    // On its own: what does not end when it is interrupted holds nobody up either.
    const fiber = yield* Effect.forkDetach(effect, { startImmediately: true })
    const tooLong = Effect.suspend(() => {
      fiber.interruptUnsafe()
      return Effect.die(
        new NotInTime({ message: `${what} did not come within ${seconds} seconds` })
      )
    })
    return yield* Fiber.join(fiber).pipe(
      Effect.timeoutOrElse({ duration: seconds * 1_000, orElse: () => tooLong }),
      Effect.onInterrupt(() => Effect.sync(() => fiber.interruptUnsafe()))
    )
  })

/** The same store, whose every answer is awaited. */
export const answering = (store: JobStore["Service"]): JobStore["Service"] =>
  aroundStore(store, (operation, subject) => (call) => {
    const what = `the answer of ${operation}${subject === "" ? "" : ` (${subject})`}`
    return awaited(what, call)
  })
