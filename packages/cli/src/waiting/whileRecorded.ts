import type { JobDamaged, JobId, JobNotFound } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { Failure } from "../shown/failure.ts"
import { RecordRemoved } from "../shown/failure.ts"

/** What a record that was removed means to somebody else's job, and to our own. */
const meaning = {
  theirs:
    "If it still runs, its owner makes the record anew, at the job's next word or its end; if not, how it ended cannot be known",
  ours: "Its outcome could not be recorded"
}

/**
 * For a job that was found before: a record that is gone now was taken away under us, which is no
 * wrong reference. Says what that means.
 */
export const whileRecorded = <A, E extends Failure, R>(
  whose: keyof typeof meaning,
  effect: Effect.Effect<A, E, R>
) =>
  Effect.catchIf(effect, isMissing, (error) =>
    Effect.gen(function* () {
      if (error._tag === "JobDamaged" && !(yield* isGone(error.id as JobId))) return yield* error
      const id = error._tag === "JobDamaged" ? error.id : error.reference
      return yield* new RecordRemoved({
        id,
        searched: error.searched,
        message: `Job ${id}: its record was removed from ${error.searched}. ${meaning[whose]}.`
      })
    })
  )

/** A folder that is being removed looks damaged until it is gone. */
const isGone = (id: JobId) =>
  Effect.flatMap(JobLifecycle, (jobs) =>
    jobs.get(id).pipe(
      Effect.retry({ while: ({ _tag }) => _tag === "JobDamaged", schedule: aWhile }),
      Effect.as(false),
      Effect.catch((error) => Effect.succeed(error._tag === "JobNotFound"))
    )
  )

const aWhile = Schedule.spaced("50 millis").pipe(Schedule.upTo({ times: 5 }))

const isMissing = <E extends Failure>(error: E): error is E & (JobNotFound | JobDamaged) =>
  error._tag === "JobNotFound" || (error._tag === "JobDamaged" && error.fact === "created")
