import type { JobId } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import { rehearseDeath } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"

/** By then the waiter has looked and watches, or had nothing to wait for. */
const begun = "50 millis"

/**
 * Waits for the end of a job, and meanwhile rehearses what follows on its owner's death: a command
 * does that once in its life.
 */
export const rehearsed = <A, E, R>(id: JobId, waiting: Effect.Effect<A, E, R>) =>
  Effect.flatMap(JobLifecycle, ({ location }) =>
    Effect.raceFirst(
      waiting,
      Effect.andThen(Effect.delay(rehearseDeath({ root: location, id }), begun), Effect.never)
    )
  )
