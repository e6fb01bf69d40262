import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { inBackground } from "../contracts/BackgroundClock.ts"
import type { JobId } from "../model/JobId.ts"
import type { Channel } from "../contracts/LivenessChannel.ts"
import { LivenessChannel } from "../contracts/LivenessChannel.ts"
import type { Nudges } from "./Nudges.ts"
import { nudgePause } from "../timing/nudgePause.ts"

/** Most jobs are over by then, and a death within it is found by the next look. */
const openedAfter = "100 millis"

/**
 * Opens the channel of a job by which its owner can be watched and nudged, once the job has lived a
 * moment. What there is to tell its watchers is told at once, and what comes soon after together.
 */
export const beWatchable = (id: JobId, nudges: Nudges): Effect.Effect<void, never, Scope.Scope> =>
  Effect.flatMap(LivenessChannel, (channel) =>
    channel === null
      ? Effect.void
      : nudgeFrom(channel, id, nudges).pipe(
          inBackground,
          Effect.interruptible,
          Effect.forkScoped({ startImmediately: true }),
          Effect.asVoid
        )
  )

const nudgeFrom = Effect.fnUntraced(function* (channel: Channel, id: JobId, nudges: Nudges) {
  yield* Effect.sleep(openedAfter)
  const nudgeWatchers = yield* channel.open(id, () => nudges.hear())
  yield* Queue.clear(nudges.toTell)
  while (true) {
    yield* Queue.take(nudges.toTell)
    nudgeWatchers()
    yield* Effect.sleep(nudgePause)
  }
})
