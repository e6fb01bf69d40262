import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { EndHook } from "./contracts/EndHook.ts"
import { JobStore } from "./contracts/JobStore.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { TerminationSignals } from "./contracts/TerminationSignals.ts"
import type { Listing } from "./list.ts"
import { farthest } from "./list.ts"
import { byOpenThenNewest } from "./model/byOpenThenNewest.ts"
import type { JobStoreError } from "./model/errors.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { readActive } from "./repair/readActive.ts"
import { readAll } from "./repair/readAll.ts"
import { runEndHook } from "./repair/runEndHook.ts"

/**
 * Reconciles every active job, stops the commands of owners that are gone, and runs what they did not
 * live to run at the end. Where there is a hook for that (`EndHook`) the newest thousand that an earlier
 * read had settled are looked at too; what runs on of those is stopped last: an older version keeps no job
 * among the active ones whose work is unknown. They are listed as well then.
 */
export const reconcileAll: Effect.Effect<Listing, JobStoreError, Reading | TerminationSignals> =
  Effect.gen(function* () {
    const store = yield* JobStore
    const active = yield* store.active
    const { damaged, jobs } = yield* readActive(active, "stop", 16)
    if ((yield* EndHook) !== null) {
      const known = new Set<JobId>(active)
      const listed = yield* Effect.result(store.settled(farthest))
      const newest = Result.getOrElse(listed, () => []).filter((id) => !known.has(id))
      const others = (yield* readAll(newest, "leave", 16)).jobs
      for (const { hook, id, request } of [...jobs, ...others]) {
        if (request.onEnd !== undefined && hook.started === null) yield* runEndHook(id, "Reader")
      }
      const running = others.filter(runsOn).map(({ id }) => id)
      jobs.push(...(yield* readAll(running, "stop", 16)).jobs)
      // What could be done is done.
      yield* Effect.fromResult(listed)
    }
    return { jobs: jobs.sort(byOpenThenNewest), damaged }
  })

const runsOn = ({ state }: Job) => state._tag === "Settled" && state.work === "Running"
