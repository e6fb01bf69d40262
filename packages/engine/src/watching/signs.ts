import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { heard } from "./heard.ts"
import { watchOwner } from "./watchOwner.ts"

/**
 * Answers what waits until it is time to look at a job: at each change of its facts, and at each sign
 * of its owner. Whoever waits for a death looks before anything else is done.
 */
export const signs = (
  id: JobId
): Effect.Effect<Effect.Effect<void>, never, JobStore | Scope.Scope> =>
  heard((look, lookNow) =>
    Effect.flatMap(JobStore, ({ changes }) =>
      Effect.andThen(changes(id, look), Effect.forkScoped(watchOwner(id, lookNow)))
    )
  )
