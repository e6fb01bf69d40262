import type { LaterFact } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { Change } from "./wrongStore.ts"

/** Wrong: looks what stands and then writes, as two steps, so that the last one wins. */
export const lastOneWins =
  (of: (fact: LaterFact) => boolean): Change =>
  (store, backing) => ({
    publishOnce: (id, fact, value) =>
      Effect.gen(function* () {
        const standing = yield* store.standing(id, fact)
        if (standing !== null || !of(fact)) return yield* store.publishOnce(id, fact, value)
        yield* Effect.yieldNow
        backing.jobs.get(id)?.facts.delete(fact)
        return yield* store.publishOnce(id, fact, value)
      })
  })

/** Wrong: looks whether there is such a job and then makes it, whatever was made meanwhile. */
export const lastSubmissionWins: Change = (store, backing) => ({
  submit: (created) =>
    Effect.gen(function* () {
      if (created.claim === null || backing.jobs.has(created.id))
        return yield* store.submit(created)
      yield* Effect.yieldNow
      backing.jobs.delete(created.id)
      return yield* store.submit(created)
    })
})
