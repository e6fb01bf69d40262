import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import { NodeOwnerProbe } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"

/** What one look at a process shows: `Gone` only on proof, on every system (I7 unknown-stays-unknown). */
export const evidenceOf = (identity: OwnerIdentity): Promise<Evidence> =>
  probing(({ observe }) => observe(identity))

/** How this process is known to others. */
export const selfIdentity = (): Promise<OwnerIdentity> => probing(({ self }) => self)

const probing = <A>(ask: (probe: OwnerProbe["Service"]) => Effect.Effect<A>): Promise<A> =>
  Effect.runPromise(Effect.provide(Effect.flatMap(OwnerProbe, ask), NodeOwnerProbe.layer))
