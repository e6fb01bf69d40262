import { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { aroundStore } from "./aroundStore.ts"

/**
 * One process's handle on a store. When the process is dead its calls go nowhere and never answer:
 * what its fibers and finalizers still do is done by nobody.
 */
export const mortalStore = (
  isAlive: () => boolean,
  gasps: { readonly allowed: boolean } = { allowed: true }
): Layer.Layer<JobStore, never, JobStore> =>
  Layer.effect(
    JobStore,
    Effect.map(JobStore, (store) => ({
      ...aroundStore(
        store,
        () => (call) => Effect.suspend(() => (isAlive() ? call : Effect.never))
      ),
      lastGasp: (id, decide, anew) => isAlive() && gasps.allowed && store.lastGasp(id, decide, anew)
    }))
  )
