import { JobStore, JobStoreError } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StoreOperation } from "./aroundStore.ts"
import { aroundStore } from "./aroundStore.ts"

/** What fails next, moved by a test. */
export interface Faults {
  /** Answers the reason with which this call fails, or null when it does not. */
  fail: (operation: StoreOperation, subject: string) => JobStoreError["reason"] | null
}

/** A store that never fails until a test says so. */
export const noFaults = (): Faults => ({ fail: () => null })

/**
 * Wraps a store so that a test can make chosen calls fail with typed errors, before they have any
 * effect.
 *
 * **Gotchas**: it does not model writes that land although they were reported as failed.
 */
export const faultyStore = (faults: Faults): Layer.Layer<JobStore, never, JobStore> =>
  Layer.effect(
    JobStore,
    Effect.map(JobStore, (store) =>
      aroundStore(
        store,
        (operation, subject) =>
          <A, E, R>(call: Effect.Effect<A, E, R>) =>
            Effect.suspend((): Effect.Effect<A, E | JobStoreError, R> => {
              const reason = faults.fail(operation, subject)
              if (reason === null) return call
              const { location } = store
              const detail = "a test made it fail"
              return Effect.fail(new JobStoreError({ operation, reason, location, detail }))
            })
      )
    )
  )
