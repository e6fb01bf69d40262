import type { OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import { NodeOwnerProbe } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Observes as Node does, and says that this process is another one: one that is dead. So its jobs
 * look orphaned to every reader while their owner is about to finish them, which is the race that a
 * reader runs against an owner that it looked at an instant too early (F41).
 */
export const selfIs = (identity: string): Layer.Layer<OwnerProbe> =>
  Layer.effect(
    OwnerProbe,
    Effect.map(OwnerProbe, ({ observe }) => {
      const self: OwnerIdentity = JSON.parse(identity)
      return { self: Effect.succeed(self), observe }
    })
  ).pipe(Layer.provide(NodeOwnerProbe.layer))
