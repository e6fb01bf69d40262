import type { Channel, JobId } from "@job-lifecycle/engine"
import { LivenessChannel } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Layout } from "../store/layout.ts"
import { layoutOf } from "../store/layout.ts"
import { channelPath, isFile } from "./channelPath.ts"
import { nudgeOwner } from "./nudgeOwner.ts"
import { openOwnerEnd } from "./openOwnerEnd.ts"
import { watchEnd } from "./watchEnd.ts"

/**
 * Watches owners by a socket that each opens beside its job's record: the kernel closes it when the
 * process ends, however that ends.
 *
 * **Details**: on Windows it is a named pipe. Works across containers that share the folder, and
 * not across machines. A process opens at most 64 of them, and each takes at most 64 watchers.
 *
 * **Gotchas**: through an overlay mount or a folder shared with a virtual machine a living owner's
 * socket may refuse. Nothing is concluded from that.
 */
export const NodeLivenessChannel = {
  layer: (options: { readonly root: string }) =>
    Layer.succeed(LivenessChannel, channelsIn(options.root))
}

const channelsIn = (root: string): Channel => {
  const layout = layoutIn(root)
  const at = (id: JobId) => (layout === null ? null : channelPath(layout, id))
  const reachable = (id: JobId) => {
    const place = at(id)
    return place !== null && mayBeThere(place) ? place : null
  }
  return {
    open: (id, onNudge) => {
      const place = at(id)
      if (place === null) return Effect.succeed(nothing)
      return Effect.acquireRelease(openOwnerEnd(place, onNudge), (end) =>
        Effect.sync(() => end?.close())
      ).pipe(Effect.map((end) => end?.nudge ?? nothing))
    },
    ended: (id, onNudge) =>
      Effect.suspend(() => {
        const place = reachable(id)
        return place === null
          ? Effect.succeed("NotReached" as const)
          : watchEnd(place, () => onNudge())
      }),
    nudge: (id) =>
      Effect.suspend(() => {
        const place = reachable(id)
        return place === null ? Effect.void : nudgeOwner(place)
      }),
    clear: (id) =>
      Effect.sync(() => {
        const place = at(id)
        if (place !== null && isFile() && isSocket(place)) remove(place)
      })
  }
}

/** Null where the working directory has been removed: what the store says of that is enough. */
const layoutIn = (root: string): Layout | null => {
  try {
    return layoutOf(path.resolve(root))
  } catch {
    return null
  }
}

const nothing = (): void => {}

const mayBeThere = (place: string): boolean => !isFile() || isSocket(place)

/** A link or a file that somebody placed there is not followed, opened or removed. */
const isSocket = (file: string): boolean => {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false })?.isSocket() ?? false
  } catch {
    return false
  }
}

const remove = (file: string): void => {
  try {
    fs.unlinkSync(file)
  } catch {
    // It harms nobody, and goes with the job.
  }
}
