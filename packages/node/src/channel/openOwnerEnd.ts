import * as Effect from "effect/Effect"
import type { Socket } from "node:net"
import { loadNet } from "./loadNet.ts"
import { nudgeByte } from "./nudgeOwner.ts"
import type { SocketAddress } from "./socketAddress.ts"
import { socketAddress } from "./socketAddress.ts"
import { takesNudge } from "./takesNudge.ts"

/** The owner's end of one channel, while it is open. */
export interface OwnerEnd {
  /** Nudges everybody who watches. Waits for nobody. */
  readonly nudge: () => void
  /** Ends it for everybody who watches, and removes its file. */
  readonly close: () => void
}

/** Each watcher is a descriptor of the owner's. Who comes later looks now and then. */
const mostWatchers = 64

/** Each open channel is a descriptor too, of a host that may run any number of jobs. */
const mostChannels = 64

let channels = 0

/**
 * Listens at a place, or answers null where it cannot: nothing is removed to make room, and nobody
 * is told. Whoever says anything has nudged us, and has said all that we will hear. The process may
 * end under all of it.
 */
export const openOwnerEnd = (place: string, onNudge: () => void): Effect.Effect<OwnerEnd | null> =>
  Effect.suspend(() => {
    const address = channels < mostChannels ? socketAddress(place) : null
    if (address === null) return Effect.succeed(null)
    channels += 1
    return Effect.tap(listen(address, onNudge), (end) =>
      Effect.sync(() => {
        if (end === null) leave(address)
      })
    )
  })

const leave = (address: SocketAddress): void => {
  channels -= 1
  address.release()
}

const listen = (address: SocketAddress, onNudge: () => void): Effect.Effect<OwnerEnd | null> =>
  Effect.callback<OwnerEnd | null>((resume) => {
    const watchers = new Set<Socket>()
    const server = loadNet().createServer((watcher) => {
      watchers.add(watcher)
      watcher.on("error", nothing).on("close", () => watchers.delete(watcher))
      // A connection that is not read never learns that its other end has gone.
      watcher.on("data", () => {
        watcher.destroy()
        onNudge()
      })
      watcher.unref()
      watcher.write(nudgeByte)
    })
    server.maxConnections = mostWatchers
    server.on("error", () => resume(Effect.succeed(null)))
    // In a worker of node:cluster the primary would listen instead, and outlive the owner.
    server.listen({ path: address.path, exclusive: true }, () =>
      resume(
        Effect.succeed({
          nudge: () => {
            for (const watcher of watchers) if (!takesNudge(watcher)) watchers.delete(watcher)
          },
          close: () => {
            // Its file goes by the path that it was made by, which must lead there until then.
            server.close()
            leave(address)
            for (const watcher of watchers) watcher.destroy()
          }
        })
      )
    )
    server.unref()
  })

const nothing = (): void => {}
