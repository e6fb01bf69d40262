import type { OwnerIdentity, OwnerProbe } from "@job-lifecycle/engine"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

/** What can have become of an owner when a probe looks at it. */
export type OwnerState =
  | "running"
  | "stopped"
  | "continued"
  | "killed"
  | "defunct"
  | "recycled"
  | "rebooted"
  | "otherMachine"
  | "otherNamespace"
  /** Out of reach (another machine or namespace), and dead. */
  | "unseenDeath"
  /** In reach, but the system refuses to show it. */
  | "denied"

/** What else can have become of it, in a world that says so. */
export type FurtherOwnerState =
  /** On another machine, whose boot is another one too, as it is on every real one. */
  "otherMachineAndBoot"

/** An owner that lives, and dies when it is told to. */
export interface MortalOwner {
  readonly identity: OwnerIdentity
  /** Kills it; returns when nobody has its number any more. */
  readonly die: Effect.Effect<void>
}

/** Makes something for one test, or says why this world cannot. The scope takes away what is left. */
type Made<A> = Effect.Effect<A, never, Scope.Scope> | string

/** A probe and the owners to try it on. */
export interface OwnerProbeWorld {
  readonly layer: Layer.Layer<OwnerProbe>
  /** Makes an owner, brings it into the state, and answers how it had identified itself. */
  readonly owners: Readonly<
    Record<OwnerState, Made<OwnerIdentity>> &
      Partial<Record<FurtherOwnerState, Made<OwnerIdentity>>>
  >
  /** Makes an owner that dies between two looks. Without it, what a probe remembers is not tried. */
  readonly mortal?: Made<MortalOwner>
}
