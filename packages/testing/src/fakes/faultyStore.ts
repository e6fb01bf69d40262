import { JobStore, JobStoreError } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StoreOperation } from "./aroundStore.ts"
import { aroundStore } from "./aroundStore.ts"

/** What fails next, moved by a test. */
export interface Faults {
  /** Answers the reason with which this call fails, or null when it does not. */
  fail: (operation: StoreOperation, subject: string) => JobStoreError["reason"] | null
  /** The same, for calls that take effect and are reported as failed all the same. */
  failAfter: (operation: StoreOperation, subject: string) => JobStoreError["reason"] | null
}

/** A store that never fails until a test says so. */
export const noFaults = (): Faults => ({ fail: () => null, failAfter: () => null })

/**
 * Wraps a store so that a test can make chosen calls fail with typed errors, before or after they
 * had their effect.
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
              const failure = (reason: JobStoreError["reason"]) =>
                new JobStoreError({
                  operation,
                  reason,
                  location: store.location,
                  detail: "a test made it fail"
                })
              const before = faults.fail(operation, subject)
              if (before !== null) return Effect.fail(failure(before))
              return Effect.flatMap(call, (value): Effect.Effect<A, JobStoreError> => {
                const after = faults.failAfter(operation, subject)
                return after === null ? Effect.succeed(value) : Effect.fail(failure(after))
              })
            })
      )
    )
  )
