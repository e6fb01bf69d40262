import type { LaterFact } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { Change } from "./wrongStore.ts"

/** Wrong: no watcher is told of some facts. */
export const silentOf =
  (...facts: ReadonlyArray<LaterFact>): Change =>
  (store, backing) => ({
    publishOnce: (id, fact, value) => {
      if (!facts.includes(fact)) return store.publishOnce(id, fact, value)
      return Effect.suspend(() => {
        const watchers = backing.watchers.get(id)
        backing.watchers.delete(id)
        return Effect.ensuring(
          store.publishOnce(id, fact, value),
          Effect.sync(() => watchers && backing.watchers.set(id, watchers))
        )
      })
    }
  })

/** Wrong: a watcher is told once, at the start, and waits for ever after. */
export const saysItOnce: Change = () => ({
  changes: (_id, wake) => Effect.sync(wake)
})

/** Wrong: a watch does not end with its scope. */
export const neverEndsWatching: Change = (store) => ({
  changes: (id, wake) =>
    Effect.andThen(
      Effect.addFinalizer(() => Effect.never),
      store.changes(id, wake)
    )
})

/** Wrong: a page of a log holds whatever there is. */
export const pagesHoldAll: Change = (store) => ({
  readLog: (id, range) =>
    store.readLog(id, "offset" in range ? { ...range, maxBytes: undefined } : range)
})

/** Wrong: an operation that never answers. */
export const neverReadsLogs: Change = () => ({ readLog: () => Effect.never })
