import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Created, OwnedClaim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import { makeNonce } from "../model/JobId.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Settlement } from "../model/Outcome.ts"
import { Outcome } from "../model/Outcome.ts"
import type { WorkIdentity } from "../model/OwnerIdentity.ts"
import type { ProcessEnd } from "../contracts/ProcessExit.ts"
import { ProcessExit } from "../contracts/ProcessExit.ts"
import { underCancel } from "../model/underCancel.ts"
import { workAfterOwner } from "../model/workAfterOwner.ts"

/** What the owner has decided and is about to write. */
export type Decision = Pick<Settlement, "outcome" | "work" | "unloggedBytes">

/** What the end of the process has to know of a job that runs. */
interface Running {
  /** What was started outside the process. */
  readonly work: () => WorkIdentity | null
  readonly unlogged: () => Pick<Settlement, "unloggedBytes">
}

/** The last gasp of one job: it acts only between `open` and `close`. */
export interface ExitGuard {
  readonly open: () => void
  /** Says where to learn how far the job has come. */
  readonly watch: (running: Running) => void
  /** From here on the process's end writes this, and not what that end would amount to. */
  readonly decide: (decision: Decision) => void
  /** From here on a record that is gone was removed as a settled job is, and stays gone. */
  readonly settled: () => void
  /** Removes it. It stays, whatever becomes of its maker, until this is run. */
  readonly close: Effect.Effect<void>
}

/**
 * Records an outcome synchronously when the owner's process ends by itself while the job is open.
 * Installed before the claim, and opened once the claim is known to be ours: a guess must never end
 * somebody else's job. A record that was removed under the open job is made anew (I8 nothing-lost).
 */
export const guardExit = Effect.fnUntraced(function* (job: {
  readonly id: JobId
  readonly request: JobRequest
  readonly created: Created
  readonly claim: OwnedClaim
}): Effect.fn.Return<ExitGuard, never, JobStore | ProcessExit> {
  const store = yield* JobStore
  const clock = yield* Clock.Clock
  const nonce = yield* makeNonce
  const scope = yield* Scope.make()
  let open = false
  let decided: Decision | null = null
  let isSettled = false
  let running: Running = { work: () => null, unlogged: () => ({}) }
  const hook = (end: ProcessEnd): boolean => {
    if (!open) return false
    open = false
    const { outcome, ...rest } = decided ?? {
      outcome: outcomeOfEnd(end),
      work: workAfterOwner(job.request, running.work()),
      ...running.unlogged()
    }
    store.lastGasp(
      job.id,
      (cancel, result) => ({
        outcome: decided === null && result !== null ? completed : underCancel(outcome, cancel),
        settledBy: "Owner",
        settledAt: clock.currentTimeMillisUnsafe(),
        ...rest,
        nonce
      }),
      isSettled ? undefined : { ...job.created, claim: job.claim }
    )
    return true
  }
  yield* (yield* ProcessExit).guard(hook).pipe(Effect.provideService(Scope.Scope, scope))
  return {
    open: () => {
      open = true
    },
    watch: (begun) => {
      running = begun
    },
    decide: (decision) => {
      decided = decision
    },
    settled: () => {
      isSettled = true
    },
    close: Effect.suspend(() => {
      open = false
      return Scope.close(scope, Exit.void)
    })
  }
})

/** What was recorded as the job's result just before its owner ended is what became of the job. */
const completed = Outcome.cases.Completed.make({ result: "Recorded" })

/** What the end of the owner's process makes of a job that had no outcome yet. */
const outcomeOfEnd = (end: ProcessEnd): Outcome => {
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
        // Exit code 0 is no success of a job that has no result: nobody may read it as one.
        exitCode: end.code === 0 ? null : end.code,
        signal: null,
        stderrTail: ""
      })
  }
}
