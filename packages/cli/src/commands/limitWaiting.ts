import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle, parseDuration, sleepAwake } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { exitCodeOf, exitCodes, highest } from "../exitCode.ts"
import { whileRecorded } from "../waiting/whileRecorded.ts"
import { WaitedTooLong } from "../shown/failure.ts"
import type { PerId } from "./perId.ts"
import { exitCodesOf, perId } from "./perId.ts"

/**
 * Reads a `--timeout` of ours, and makes what keeps a wait for the end of jobs within it: null and 0 are
 * no limit. When it passes, the jobs go on, and the failure names those that have not ended, and says of
 * those that cannot be read, or are removed by now, why. Jobs that have all ended are not late, whatever
 * is to run at their end: that is waited for, ten seconds at most.
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
          const jobs = yield* JobLifecycle
          const read = yield* perId(ids, (id) => whileRecorded("theirs", jobs.get(id)))
          const unfinished = read.answers.filter(({ state }) => state._tag !== "Settled")
          if (unfinished.length > 0) return yield* waitedTooLong(read, unfinished, timeout!)
          // One that cannot be read may be open: it is not waited for beyond the limit.
          const [unread] = read.failures
          return yield* unread === undefined ? ended : Effect.fail(unread)
        })
  )

/** Of the jobs that have not ended, in the sentence; the document has them all. */
const mostNamed = 10

const waitedTooLong = (read: PerId<Job>, unfinished: ReadonlyArray<Job>, timeout: string) => {
  const ids = unfinished.map(({ id }) => id)
  const shown = ids.slice(0, mostNamed).join(", ")
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ""
  const late = `Not ended after ${timeout}: ${shown}${more}.`
  return new WaitedTooLong({
    message: [late, ...read.failures.map(({ message }) => message)].join(" "),
    unfinished: ids,
    code: highest([exitCodes.notFinished, ...read.answers.map(exitCodeOf), ...exitCodesOf(read)])
  })
}
