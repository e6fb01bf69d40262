import type { Channel, JobId } from "@job-lifecycle/engine"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A process that has opened the channel of a job. */
export interface ChannelOwner {
  /** Ends it without a word. */
  readonly kill: Effect.Effect<void>
  readonly stop: Effect.Effect<void>
  /** Closes the scope that the channel was opened under; the process goes on. */
  readonly close: Effect.Effect<void>
  /** Nudges everybody who watches. */
  readonly nudge: Effect.Effect<void>
  /** Waits for the next time that it is nudged, or answers one that has not been waited for. */
  readonly nudged: Effect.Effect<void>
}

/** Channels, and processes to try them on. */
export interface LivenessChannelWorld {
  /** As a watcher sees them that shares a store with the owners. */
  readonly channel: Channel
  /** Starts an owner and opens its channel. The scope takes away what is left of it. */
  readonly owner: (id: JobId) => Effect.Effect<ChannelOwner, never, Scope.Scope>
}
