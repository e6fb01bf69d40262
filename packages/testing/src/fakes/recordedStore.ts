import type { JobId } from "@job-lifecycle/engine"
import { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** One publication, in the order in which the store answered. */
export interface RecordedWrite {
  readonly id: JobId
  readonly fact: string
  readonly value: unknown
  readonly won: boolean
}

/** Wraps a store and notes every publication in `trace`: every write, not samples between them. */
export const recordedStore = (
  trace: Array<RecordedWrite>
): Layer.Layer<JobStore, never, JobStore> =>
  Layer.effect(
    JobStore,
    Effect.map(JobStore, (store) =>
      JobStore.of({
        ...store,
        submit: (created) =>
          Effect.tap(store.submit(created), ({ _tag }) =>
            Effect.sync(() =>
              trace.push({ id: created.id, fact: "created", value: created, won: _tag === "Won" })
            )
          ),
        publishOnce: (id, fact, value) =>
          Effect.tap(store.publishOnce(id, fact, value), ({ _tag }) =>
            Effect.sync(() => trace.push({ id, fact, value, won: _tag === "Won" }))
          )
      })
    )
  )
