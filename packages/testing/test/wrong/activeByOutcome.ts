import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Wrong: what has an outcome is taken for over, though its work may run on. */
export const activeByOutcome: Layer.Layer<JobStore> = Layer.sync(JobStore, () => {
  const backing = MemoryJobStore.makeBacking()
  const store = MemoryJobStore.make(backing)
  return JobStore.of({
    ...store,
    active: Effect.map(store.active, (ids) =>
      ids.filter((id) => backing.jobs.get(id)?.facts.has("outcome") !== true)
    )
  })
})
