import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle, parseDuration, sleepAwake } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { exitCodeOf, exitCodes, highest } from "../exitCode.ts"
import { WaitedTooLong } from "../shown/failure.ts"

/**
 * Reads a `--timeout` of ours, and makes what keeps a wait for the end of jobs within it: null and 0 are
 * no limit. When it passes, the jobs go on, and the failure names those that have not ended. Jobs that
 * have all ended are not late, whatever is to run at their end: that is waited for, ten seconds at most.
 */
export const limitWaiting = (timeout: string | null) =>
  Effect.map(
    timeout === null ? Effect.succeed(0) : parseDuration("--timeout", timeout),
    (limit) =>
      <A, E, R>(ids: ReadonlyArray<JobId>, ended: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          const found = yield* limit === 0
            ? Effect.asSome(ended)
            : Effect.raceFirst(Effect.asSome(ended), Effect.as(sleepAwake(limit), Option.none()))
          if (Option.isSome(found)) return found.value
          const jobs = yield* Effect.forEach(ids, (yield* JobLifecycle).get)
          const unfinished = jobs.filter(({ state }) => state._tag !== "Settled")
          if (unfinished.length === 0) return yield* ended
          return yield* waitedTooLong(jobs, unfinished, timeout!)
        })
  )

const waitedTooLong = (
  jobs: ReadonlyArray<Job>,
  unfinished: ReadonlyArray<Job>,
  timeout: string
) => {
  const ids = unfinished.map(({ id }) => id)
  return new WaitedTooLong({
    message: `Not ended after ${timeout}: ${ids.join(", ")}.`,
    unfinished: ids,
    code: highest([exitCodes.notFinished, ...jobs.map(exitCodeOf)])
  })
}
