import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { JobStore } from "../contracts/JobStore.ts"

/** What changes inside a job changes no listing of the active ones: it is looked for so often. */
const between = "1 second"

/**
 * Emits when it is time to look at all jobs: at once, at each change of the active ones, and now and
 * then. What nobody took yet is not said twice.
 */
export const activeSigns: Stream.Stream<void, never, JobStore> = Stream.callback<
  void,
  never,
  JobStore
>((queue) => tell(queue), { bufferSize: 1, strategy: "dropping" })

const tell = Effect.fnUntraced(function* (queue: Queue.Enqueue<void>) {
  const { activeChanges } = yield* JobStore
  const look = Effect.sync(() => void Queue.offerUnsafe(queue, undefined))
  yield* Effect.all(
    [
      Stream.runForEach(activeChanges, () => look),
      Effect.forever(Effect.andThen(look, Effect.sleep(between)))
    ],
    { concurrency: "unbounded", discard: true }
  )
})
