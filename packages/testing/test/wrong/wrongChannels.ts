import type { Channel } from "@job-lifecycle/engine"
import type { FakeChannels } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"

/** Wrong: what cannot be reached is taken for ended. */
export const unreachedIsEnded = (channel: Channel): Channel => ({
  ...channel,
  ended: (id, onNudge) => Effect.as(channel.ended(id, onNudge), "Ended" as const)
})

/** Wrong: a watcher that goes away ends the channel for everybody. */
export const anyWatcherEnds =
  (channels: FakeChannels) =>
  (channel: Channel): Channel => ({
    ...channel,
    ended: (id, onNudge) =>
      Effect.onInterrupt(channel.ended(id, onNudge), () => Effect.sync(() => channels.sever(id)))
  })
