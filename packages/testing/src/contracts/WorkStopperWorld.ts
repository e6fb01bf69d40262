import type { WorkStopper, WorkTarget } from "@job-lifecycle/engine"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

/** What there can be to stop. */
export type WorkShape =
  /** One process that is named on record. */
  | "alone"
  /** It has started another one, which only its parent shows. */
  | "withChild"
  /** Started, and not named on record yet: the token alone shows it. */
  | "unnamed"
  /** It does not end when it is asked to. */
  | "deaf"
  /** It is over, and a stranger has its number. */
  | "recycled"
  /** It belonged to an earlier boot of this machine; a process of today has its number. */
  | "rebooted"
  /** It belongs to another machine; a process of ours has its number. */
  | "otherMachine"

/** What else there can be to stop, in a world that has it. */
export type FurtherWorkShape =
  /** It ends when it is asked to, and a stranger has its number at once. */
  | "recycledWhenAsked"
  /** Its owner is over, and a stranger has that one's number. */
  | "ownerRecycled"

/** Work that somebody started, and who else is there. */
export interface StartedWork {
  /** Its owner is not included. */
  readonly target: WorkTarget
  /** Whether anything of it lives. */
  readonly runs: Effect.Effect<boolean>
  /** Whether its owner lives, a process of its own. */
  readonly ownerLives: Effect.Effect<boolean>
  /** Whether they live who have nothing to do with it: whoever has its number by now too. */
  readonly strangersLive: Effect.Effect<boolean>
  /** Ends it without the stopper. */
  readonly end: Effect.Effect<void>
}

/** Starts work for one test, or says why this world cannot. The scope takes away what is left. */
type Started = Effect.Effect<StartedWork, never, Scope.Scope> | string

/** A stopper, and work to try it on. */
export interface WorkStopperWorld {
  readonly layer: Layer.Layer<WorkStopper>
  readonly work: Readonly<Record<WorkShape, Started> & Partial<Record<FurtherWorkShape, Started>>>
  /**
   * The stopper and the work wait on Effect's `Clock` alone, so that a simulated one lets a minute pass
   * at once. A text says why not; without it or with a text nothing is tried that depends on when.
   */
  readonly waitsOnClock?: true | string
}
