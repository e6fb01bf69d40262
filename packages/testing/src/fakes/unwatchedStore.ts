import { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/** Wraps a store so that nobody is told of changes while `watches.blind`; its slow net goes on. */
export const unwatchedStore = (watches: {
  readonly blind: boolean
}): Layer.Layer<JobStore, never, JobStore> =>
  Layer.effect(
    JobStore,
    Effect.map(JobStore, (store) =>
      JobStore.of({
        ...store,
        changes: (id) =>
          Stream.suspend(() => (watches.blind ? Stream.tick("1 second") : store.changes(id)))
      })
    )
  )
