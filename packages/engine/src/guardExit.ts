import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { JobId } from "./JobId.ts"
import { makeNonce } from "./JobId.ts"
import type { JobRequest } from "./JobRequest.ts"
import { JobStore } from "./JobStore.ts"
import { Outcome } from "./Outcome.ts"
import type { ProcessEnd } from "./ProcessExit.ts"
import { ProcessExit } from "./ProcessExit.ts"
import { underCancel } from "./underCancel.ts"
import { workAfterOwner } from "./workAfterOwner.ts"

/** The last gasp of one job: it acts only between `open` and `close`. */
export interface ExitGuard {
  readonly open: () => void
  readonly close: () => void
}

/**
 * Records an outcome synchronously when the owner's process ends by itself while the job is open.
 * Installed before the claim, so that no instant is without it.
 */
export const guardExit = (job: {
  readonly id: JobId
  readonly request: JobRequest
}): Effect.Effect<ExitGuard, never, JobStore | ProcessExit | Scope.Scope> =>
  Effect.gen(function* () {
    const store = yield* JobStore
    const clock = yield* Clock.Clock
    const nonce = yield* makeNonce
    let armed = false
    const hook = (end: ProcessEnd): boolean => {
      if (!armed) return false
      armed = false
      store.lastGasp(job.id, (cancel) => ({
        outcome: underCancel(outcomeOfEnd(end), cancel),
        settledBy: "Owner",
        settledAt: clock.currentTimeMillisUnsafe(),
        work: workAfterOwner(job.request),
        nonce
      }))
      return true
    }
    yield* (yield* ProcessExit).guard(hook)
    return {
      open: () => {
        armed = true
      },
      close: () => {
        armed = false
      }
    }
  })

/** What the end of the owner's process makes of a job that had no outcome yet. */
export const outcomeOfEnd = (end: ProcessEnd): Outcome => {
  switch (end._tag) {
    case "Drained":
      return Outcome.cases.Drained.make({})
    case "Forced":
      return Outcome.cases.Signalled.make({ signal: end.signal })
    case "Exiting":
      return Outcome.cases.Failed.make({
        message:
          end.uncaught ??
          `the owner's process exited with code ${end.code} before the job had a result`,
        defect: end.uncaught !== null,
        // Exit code 0 is no success of a job that has no result: nobody may read it as one (F43).
        exitCode: end.code === 0 ? null : end.code,
        signal: null,
        stderrTail: ""
      })
  }
}
