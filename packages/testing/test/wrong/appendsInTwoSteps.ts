import * as Effect from "effect/Effect"
import type { Change } from "./wrongStore.ts"

/** Wrong: the log is read, and written with something added, as two steps. */
export const appendsInTwoSteps: Change = (store, backing) => ({
  appendLog: (id, chunk) =>
    Effect.gen(function* () {
      const job = backing.jobs.get(id)
      const log = job?.log
      yield* Effect.yieldNow
      if (job !== undefined && log !== undefined) job.log = log
      yield* store.appendLog(id, chunk)
    })
})
