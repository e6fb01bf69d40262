import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { JobId } from "./JobId.ts"

/** What a watcher is told: that the owner's end has gone, or that there was none to reach. */
export type ChannelEnd = "Ended" | "NotReached"

/**
 * A channel between the owner of a job and whoever watches it, which ends when the owner does. The
 * one word that either can say to the other is a nudge: it is time to look at the record.
 */
export interface Channel {
  /**
   * Opens the owner's end for one of its jobs, until the scope closes. Never fails: where it cannot
   * be opened, the owner is not watched but looked at. Keeps no process alive.
   *
   * `onNudge` is called when somebody nudges the owner. Answers what nudges every watcher: it never
   * waits, and a watcher that is slow to hear it hears several at once.
   */
  readonly open: (id: JobId, onNudge: () => void) => Effect.Effect<() => void, never, Scope.Scope>
  /**
   * Answers `Ended` when the owner's end goes that could be reached, and `NotReached` at once where
   * there is none. Calls `onNudge` when the owner nudges, and once when the owner has taken us for
   * its watcher: from then on we hear of everything, and what was before is on record. Keeps no
   * process alive.
   */
  readonly ended: (id: JobId, onNudge: () => void) => Effect.Effect<ChannelEnd>
  /** Nudges the owner, if it can be reached. Never fails, and does not say whether it was heard. */
  readonly nudge: (id: JobId) => Effect.Effect<void>
  /** Removes what the end of an owner left that is proven gone. */
  readonly clear: (id: JobId) => Effect.Effect<void>
}

/**
 * Lets a death be noticed when it happens instead of at the next look. Null, the default, is "there
 * is no such channel here", and then owners are only looked at.
 *
 * Law: an end or a nudge is a hint that it is time to look, and never evidence (I7
 * unknown-stays-unknown). Its absence says nothing either. A stopped owner's channel does not end.
 * Anybody may stand at the other end: nothing that comes out of it is believed, and what comes too
 * fast is heard a few dozen times a second.
 */
export const LivenessChannel = Context.Reference<Channel | null>("job-lifecycle/LivenessChannel", {
  defaultValue: () => null
})
