import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { watchOwner } from "./watchOwner.ts"

/**
 * Emits when it is time to look at a job: at each change of its facts, and at each sign of its owner.
 * What nobody took yet is not said twice.
 */
export const signs = (id: JobId): Stream.Stream<void, never, JobStore> =>
  Stream.callback<void, never, JobStore>((queue) => tell(id, queue), {
    bufferSize: 1,
    strategy: "dropping"
  })

const tell = Effect.fnUntraced(function* (id: JobId, queue: Queue.Enqueue<void>) {
  const { changes } = yield* JobStore
  const look = () => void Queue.offerUnsafe(queue, undefined)
  // Whoever waits for a death looks before anything else is done.
  const lookNow = () => {
    look()
    Queue.flushUnsafe(queue)
  }
  yield* Effect.all(
    [Stream.runForEach(changes(id), () => Effect.sync(look)), watchOwner(id, lookNow)],
    { concurrency: "unbounded", discard: true }
  )
})
