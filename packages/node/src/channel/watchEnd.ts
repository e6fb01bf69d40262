import type { ChannelEnd } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { loadNet } from "./loadNet.ts"

/**
 * Connects to a channel and answers when the connection has ended. Owners say nothing: whoever does
 * is a stranger, and is left alone.
 */
export const watchEnd = (path: string): Effect.Effect<ChannelEnd> =>
  Effect.callback<ChannelEnd>((resume) => {
    let end: ChannelEnd = "NotReached"
    const socket = loadNet().connect({ path })
    socket.unref()
    socket.on("connect", () => {
      end = "Ended"
    })
    socket.on("data", () => {
      end = "NotReached"
      socket.destroy()
    })
    // Refused, or reset: that it is over is said by "close".
    socket.on("error", () => {})
    socket.on("close", () => resume(Effect.succeed(end)))
    return Effect.sync(() => socket.destroy())
  })
