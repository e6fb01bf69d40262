import type { FactName } from "@job-lifecycle/engine"
import { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Wraps a store so that chosen facts are there and cannot be read, as after a torn write; `newer`: as those
 * that a newer version wrote.
 */
export const blindStore = (
  facts: ReadonlySet<FactName>,
  newer = false
): Layer.Layer<JobStore, never, JobStore> =>
  Layer.effect(
    JobStore,
    Effect.map(JobStore, (store) =>
      JobStore.of({
        ...store,
        facts: (id) =>
          Effect.map(store.facts(id), (all) => ({
            ...all,
            ...Object.fromEntries([...facts].map((fact) => [fact, null])),
            unreadable: [...all.unreadable, ...facts],
            ...(newer && facts.size > 0 ? { newer: [...facts] } : {})
          }))
      })
    )
  )
