import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { JobStore } from "../contracts/JobStore.ts"
import { every } from "./every.ts"

/** What changes inside a job changes no listing of the active ones: it is looked for so often, in milliseconds. */
const between = 1_000

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
  const look = () => void Queue.offerUnsafe(queue, undefined)
  yield* Effect.all(
    [Stream.runForEach(activeChanges, () => Effect.sync(look)), every(between, look)],
    { concurrency: "unbounded", discard: true }
  )
})
