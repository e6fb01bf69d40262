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

/** A probe and the owners to try it on. */
export interface OwnerProbeWorld {
  readonly layer: Layer.Layer<OwnerProbe>
  /**
   * Makes an owner, brings it into the state, and answers how it had identified itself. The scope
   * takes away what is left of it. A text instead says why this world cannot do that.
   */
  readonly owners: Readonly<
    Record<OwnerState, Effect.Effect<OwnerIdentity, never, Scope.Scope> | string>
  >
}
