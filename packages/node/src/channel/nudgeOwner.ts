import * as Effect from "effect/Effect"
import { connect } from "./connect.ts"

/** What is said means nothing: that something was said is the nudge. */
export const nudgeByte = "!"

/** An owner that is stopped takes nobody for a long time, and will look when it goes on. */
const patienceMillis = 1_000

/**
 * Connects to a channel, says one byte, and answers at once. Whether it arrives is nobody's business,
 * and this process may end before.
 */
export const nudgeOwner = (place: string): Effect.Effect<void> =>
  Effect.sync(() => {
    const socket = connect(place)
    if (socket === null) return
    const leave = () => socket.destroy()
    // One that left before it was taken would be forgotten with what it said.
    socket.once("data", leave).setTimeout(patienceMillis, leave).end(nudgeByte)
  })
