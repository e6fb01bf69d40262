import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { JobStore } from "../contracts/JobStore.ts"
import { every } from "./every.ts"
import { heard } from "./heard.ts"

/** What changes inside a job changes no listing of the active ones: it is looked for so often. */
const betweenMillis = 1_000

/**
 * Emits when it is time to look at all jobs: at once, at each change of the active ones, and now and
 * then. What nobody took yet is not said twice.
 */
export const activeSigns: Stream.Stream<void, never, JobStore> = Stream.unwrap(
  Effect.map(
    heard((look) =>
      Effect.flatMap(JobStore, ({ activeChanges }) =>
        Effect.andThen(activeChanges(look), Effect.forkScoped(every(betweenMillis, look)))
      )
    ),
    Stream.fromEffectRepeat
  )
)
