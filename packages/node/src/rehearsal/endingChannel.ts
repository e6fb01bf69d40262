import type { Channel } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { channelPath } from "../channel/channelPath.ts"
import { watchEnd } from "../channel/watchEnd.ts"
import type { Layout } from "../store/layout.ts"

/** How often an owner is connected to, and the pause before each. */
const times = 24
const pause = "2 millis"

/**
 * The channel of an owner that says something and dies, as its watcher sees it, many times over: each
 * connection is ended from this side as soon as the owner has taken it. Nothing is said to the owner.
 */
export const endingChannel = (layout: Layout): Channel => ({
  open: () => Effect.succeed(() => {}),
  ended: (id, onNudge) => {
    const place = channelPath(layout, id)
    if (place === null) return Effect.succeed("NotReached")
    // Whoever was not told that it was taken waits before it looks again.
    const once = watchEnd(place, (hangUp) => {
      onNudge()
      hangUp()
    })
    return Effect.tap(once, () => Effect.sync(onNudge)).pipe(
      Effect.delay(pause),
      Effect.repeat({ times: times - 1, while: (end) => end === "Ended" })
    )
  },
  nudge: () => Effect.void,
  clear: () => Effect.void
})
