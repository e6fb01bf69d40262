import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { JobId } from "../model/JobId.ts"
import type { Recovered } from "../contracts/Recover.ts"

/** About which jobs a host is being asked, and who waits for the answer: null for a reader that asked and went away. */
type Asked = Map<JobId, Deferred.Deferred<Recovered | null>>

/** Those of one façade. Without one each reader asks by itself. */
export const Asking = Context.Reference<Asked | null>("job-lifecycle/Asking", {
  defaultValue: () => null
})

/**
 * Asks a host once at a time about each job: whoever reads that job meanwhile is told the same.
 *
 * **Gotchas**: a host that reads the job about which it is being asked waits for itself, until its time is
 * over. It would be asked within itself otherwise, and again within that, without end.
 */
export const askOnce = (id: JobId, ask: Effect.Effect<Recovered>): Effect.Effect<Recovered> =>
  Effect.flatMap(Asking, (asked) => (asked === null ? ask : askOrWait(asked, id, ask)))

const askOrWait = (
  asked: Asked,
  id: JobId,
  ask: Effect.Effect<Recovered>
): Effect.Effect<Recovered> =>
  Effect.uninterruptibleMask((restore) => {
    const earlier = asked.get(id)
    if (earlier !== undefined) {
      return Effect.flatMap(restore(Deferred.await(earlier)), (told) =>
        told === null ? restore(askOrWait(asked, id, ask)) : Effect.succeed(told)
      )
    }
    const answer = Deferred.makeUnsafe<Recovered | null>()
    asked.set(id, answer)
    return Effect.onExit(restore(ask), (exit) =>
      Effect.sync(() => {
        asked.delete(id)
        Deferred.doneUnsafe(answer, Effect.succeed(Exit.isSuccess(exit) ? exit.value : null))
      })
    )
  })
