import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { JobId } from "./JobId.ts"
import type { Channel } from "./LivenessChannel.ts"
import { LivenessChannel } from "./LivenessChannel.ts"

/** How often an owner is looked at that cannot be watched. */
const unwatched = "250 millis"

/** The net under a channel that does not tell: somebody else's, say. */
const watched = "1 second"

/**
 * A process closes what it holds before it is gone: the first look may come too early. Milliseconds
 * between the looks from then on, a quarter of a second in all.
 */
const soonAfter = [0, 0, 1, 1, 2, 4, 8, 16, 32, 64, 128]

/**
 * Emits when it is time to look at the owner of a job: when it nudges us, when its channel ends, and
 * now and then. Says nothing about what will be seen.
 */
export const ownerSigns = (id: JobId): Stream.Stream<void> =>
  Stream.unwrap(
    Effect.map(LivenessChannel, (channel) =>
      channel === null
        ? Stream.tick(unwatched)
        : Stream.merge(Stream.tick(watched), channelSigns(channel, id))
    )
  )

/** What nobody took yet is not said twice. */
const channelSigns = (channel: Channel, id: JobId): Stream.Stream<void> =>
  Stream.callback<void>((queue) => Effect.forever(watchOnce(channel, id, queue)), {
    bufferSize: 1,
    strategy: "dropping"
  })

const watchOnce = (channel: Channel, id: JobId, queue: Queue.Enqueue<void, Cause.Done>) =>
  Effect.gen(function* () {
    const look = () => void Queue.offerUnsafe(queue, undefined)
    if ((yield* channel.ended(id, look)) === "Ended") {
      for (const millis of soonAfter) {
        look()
        yield* Effect.sleep(millis)
      }
    } else yield* Effect.sleep(unwatched)
    look()
  })
