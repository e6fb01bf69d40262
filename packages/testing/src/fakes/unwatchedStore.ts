import { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

/** Wraps a store so that nobody is told of changes while `watches.blind`; its slow net goes on. */
export const unwatchedStore = (watches: {
  readonly blind: boolean
}): Layer.Layer<JobStore, never, JobStore> =>
  Layer.effect(
    JobStore,
    Effect.map(JobStore, (store) =>
      JobStore.of({
        ...store,
        changes: (id, wake) =>
          Effect.suspend(() => (watches.blind ? net(wake) : store.changes(id, wake)))
      })
    )
  )

const net = (wake: () => void): Effect.Effect<void, never, Scope.Scope> =>
  Effect.sync(wake).pipe(
    Effect.andThen(Effect.sleep("1 second")),
    Effect.forever,
    Effect.forkScoped,
    Effect.asVoid
  )
