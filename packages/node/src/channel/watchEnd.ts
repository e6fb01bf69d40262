import type { ChannelEnd } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { connect } from "./connect.ts"

/** Who says more waits with it: a stranger that never stops costs so many short reads a second. */
const pauseMillis = 20

/**
 * Connects to a channel and answers when the connection has ended. Whatever is said meanwhile is a
 * nudge, and thrown away unread. `hangUp` ends the connection as the owner's end would.
 */
export const watchEnd = (
  place: string,
  onNudge: (hangUp: () => void) => void
): Effect.Effect<ChannelEnd> =>
  Effect.callback<ChannelEnd>((resume) => {
    let end: ChannelEnd = "NotReached"
    let greeted = false
    const socket = connect(place)
    if (socket === null) return resume(Effect.succeed(end))
    socket.on("connect", () => {
      end = "Ended"
    })
    // It listened, and ended before it took us (unix(7)): nobody who never listened resets.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET") end = "Ended"
    })
    socket.on("data", () => {
      onNudge(() => socket.end())
      // The first is that we were taken. What follows on it may be the end.
      if (greeted) {
        socket.pause()
        socket.setTimeout(pauseMillis)
      }
      greeted = true
    })
    socket.on("timeout", () => {
      socket.setTimeout(0)
      socket.resume()
    })
    socket.on("end", () => {
      resume(Effect.succeed(end))
      socket.destroy()
    })
    socket.on("close", () => resume(Effect.succeed(end)))
    return Effect.sync(() => socket.destroy())
  })
