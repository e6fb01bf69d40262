import type { JobId } from "@job-lifecycle/engine"
import { JobLifecycle, parseDuration, sleepAwake } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { exitCodeOf, exitCodes, highest } from "./exitCode.ts"
import { WaitedTooLong } from "./failure.ts"

/**
 * Reads a `--timeout` of ours, and makes what keeps a wait for the end of jobs within it: null and 0 are
 * no limit. When it passes, the jobs go on, and the failure names those that have not ended.
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
          return Option.isSome(found) ? found.value : yield* waitedTooLong(ids, timeout!)
        })
  )

const waitedTooLong = (ids: ReadonlyArray<JobId>, timeout: string) =>
  Effect.gen(function* () {
    const jobs = yield* Effect.forEach(ids, (yield* JobLifecycle).get)
    const unfinished = jobs.filter((job) => job.state._tag !== "Settled").map(({ id }) => id)
    return yield* new WaitedTooLong({
      message: `Not ended after ${timeout}: ${unfinished.join(", ")}.`,
      unfinished,
      code: highest([exitCodes.notFinished, ...jobs.map(exitCodeOf)])
    })
  })
