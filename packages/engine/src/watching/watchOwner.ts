import * as Effect from "effect/Effect"
import type { JobId } from "../model/JobId.ts"
import type { Channel } from "../contracts/LivenessChannel.ts"
import { LivenessChannel } from "../contracts/LivenessChannel.ts"
import { every } from "./every.ts"

/** How often an owner is looked at that cannot be watched. */
const unwatchedMillis = 250

/** The net under a channel that tells nothing of a death, as one that somebody else holds open. */
const watchedMillis = 1_000

/**
 * A process closes what it holds before it is gone: the first look may come too early. The pauses
 * between the looks from then on, a quarter of a second in all.
 */
const soonAfterMillis = [0, 0, 1, 1, 2, 4, 8, 16, 32, 64, 128]

/**
 * Calls `look` when it is time to look at the owner of a job: at once, when it nudges us, when its
 * channel ends, and now and then. Says nothing about what will be seen. Never ends.
 */
export const watchOwner = (id: JobId, look: () => void): Effect.Effect<never> =>
  Effect.flatMap(LivenessChannel, (channel) =>
    channel === null
      ? every(unwatchedMillis, look)
      : Effect.raceFirst(every(watchedMillis, look), Effect.forever(watchOnce(channel, id, look)))
  )

const watchOnce = Effect.fnUntraced(function* (channel: Channel, id: JobId, look: () => void) {
  let taken = false
  const end = yield* channel.ended(id, () => {
    taken = true
    look()
  })
  if (end === "Ended") look()
  // An owner that has too many watchers ends what it did not take, at each attempt.
  const pauses = end === "Ended" && taken ? soonAfterMillis : [unwatchedMillis]
  for (const pause of pauses) {
    yield* Effect.sleep(pause)
    look()
  }
})
