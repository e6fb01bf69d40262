import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Wrong: looks what stands and then writes, as two steps, so that the last one wins. */
export const lastOneWins: Layer.Layer<JobStore> = Layer.sync(JobStore, () => {
  const backing = MemoryJobStore.makeBacking()
  const store = MemoryJobStore.make(backing)
  return JobStore.of({
    ...store,
    publishOnce: (id, fact, value) =>
      Effect.gen(function* () {
        const standing = yield* store.standing(id, fact)
        if (standing !== null) return yield* store.publishOnce(id, fact, value)
        yield* Effect.yieldNow
        backing.jobs.get(id)?.facts.delete(fact)
        return yield* store.publishOnce(id, fact, value)
      })
  })
})
