import type { SimulatedWorld } from "../SimulatedWorld.ts"
import type { TraceEntry } from "../Trace.ts"

/** Watches one life. Both answer what is wrong, or null. */
export interface Judge {
  /** Called with everything that happens, at the moment when it has just happened. */
  readonly see: (entry: TraceEntry, world: SimulatedWorld) => string | null
  /** Called when all is over. */
  readonly end: (world: SimulatedWorld) => string | null
}

/** One of the invariants, as a predicate on a whole trace. */
export interface Law {
  readonly name: string
  /** Makes a judge for one life. */
  readonly begin: () => Judge
}

export const fine = (): null => null
