import * as Effect from "effect/Effect"
import type { Server, Socket } from "node:net"
import { loadNet } from "./loadNet.ts"

/** The owner's end of one channel, while it is open. */
export interface OwnerEnd {
  /** Ends it for everybody who watches, and removes its file. */
  readonly close: () => void
}

/** Each watcher is a descriptor of the owner's. Who comes later looks now and then. */
const mostWatchers = 64

/** Each open channel is a descriptor too, of a host that may run any number of jobs. */
const mostChannels = 64

let channels = 0

/**
 * Listens at a path, or answers null where it cannot: nothing is removed to make room, and nobody
 * is told. What watchers say is not read; the process may end under all of it.
 */
export const openOwnerEnd = (path: string): Effect.Effect<OwnerEnd | null> =>
  Effect.suspend(() => {
    if (channels >= mostChannels) return Effect.succeed(null)
    channels += 1
    return Effect.tap(listen(path), (end) =>
      Effect.sync(() => {
        if (end === null) channels -= 1
      })
    )
  })

const listen = (path: string): Effect.Effect<OwnerEnd | null> =>
  Effect.callback<OwnerEnd | null>((resume) => {
    const watchers = new Set<Socket>()
    const server = loadNet().createServer((watcher) => {
      watchers.add(watcher)
      watcher.on("error", nothing).on("close", () => watchers.delete(watcher))
      // A connection that is not read never learns that its other end has gone.
      watcher.on("data", () => watcher.destroy())
      watcher.unref()
    })
    server.maxConnections = mostWatchers
    server.on("error", () => resume(Effect.succeed(null)))
    // In a worker of node:cluster the primary would listen instead, and outlive the owner.
    server.listen({ path, exclusive: true }, () =>
      resume(Effect.succeed({ close: () => close(server, watchers) }))
    )
    server.unref()
  })

const close = (server: Server, watchers: ReadonlySet<Socket>): void => {
  channels -= 1
  server.close()
  for (const watcher of watchers) watcher.destroy()
}

const nothing = (): void => {}
