import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { inBackground } from "./BackgroundClock.ts"
import type { JobId } from "./JobId.ts"
import { LivenessChannel } from "./LivenessChannel.ts"

/** Most jobs are over by then, and a death within it is found by the next look. */
const openedAfter = "100 millis"

/** Opens the channel of a job by which its owner can be watched, once the job has lived a moment. */
export const beWatchable = (id: JobId): Effect.Effect<void, never, Scope.Scope> =>
  Effect.flatMap(LivenessChannel, (channel) =>
    channel === null
      ? Effect.void
      : Effect.sleep(openedAfter).pipe(
          inBackground,
          Effect.andThen(channel.open(id)),
          Effect.interruptible,
          Effect.forkScoped({ startImmediately: true }),
          Effect.asVoid
        )
  )
