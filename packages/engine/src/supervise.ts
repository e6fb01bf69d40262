import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { armLastGasp } from "./armLastGasp.ts"
import { cancelRequest } from "./endings/cancelRequest.ts"
import { clientExit } from "./endings/clientExit.ts"
import type { RunnerEnd } from "./endings/runner.ts"
import { runner as runnerEnds } from "./endings/runner.ts"
import { silence } from "./endings/silence.ts"
import { terminationSignal } from "./endings/terminationSignal.ts"
import { timeLimit } from "./endings/timeLimit.ts"
import type { JobNotFound, JobStoreError } from "./errors.ts"
import { giveBack } from "./giveBack.ts"
import { guardExit } from "./guardExit.ts"
import type { JobId } from "./JobId.ts"
import type { JobRequest } from "./JobRequest.ts"
import type { JobStore } from "./JobStore.ts"
import { openJob } from "./openJob.ts"
import type { Settlement } from "./Outcome.ts"
import { Outcome } from "./Outcome.ts"
import type { Created, OwnedClaim } from "./facts.ts"
import type { ProcessExit } from "./ProcessExit.ts"
import type { Runner } from "./Runner.ts"
import { settleOwned } from "./settleOwned.ts"
import { stopLosers } from "./stopLosers.ts"
import { TerminationSignals } from "./TerminationSignals.ts"
import type { WorkStopper } from "./WorkStopper.ts"

/** One job that its owner is about to run. */
export interface Supervision<A, E, R, Refused> {
  readonly id: JobId
  readonly request: JobRequest
  readonly created: Created
  readonly claim: OwnedClaim
  /**
   * Makes the claim durable. Nothing was started when it fails; nothing is started either when it
   * answers how the job has to end at once, because somebody had asked for that before.
   */
  readonly take: Effect.Effect<Outcome | null, Refused>
  readonly runner: Runner<A, E, R>
}

/**
 * Runs one job to its outcome: the race of everything that can end it, under one scope.
 *
 * Claim and settlement are in an uninterruptible region; only the race is restored. The runner has
 * a scope of its own and the race awaits its fiber, so that the winner settles first and a runner
 * that will not stop cannot hold the record back (I11 bounded-endings). Losers are stopped after
 * that, each step of it within the grace. Interrupting the returned effect cancels the job. When it returns,
 * nothing of ours is left but a runner that refused to end, and that one is on record as running.
 */
export const supervise = <A, E, R, Refused>(
  job: Supervision<A, E, R, Refused>
): Effect.Effect<
  Settlement,
  Refused | JobNotFound | JobStoreError,
  R | JobStore | WorkStopper | TerminationSignals | ProcessExit
> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.scoped(
      Effect.gen(function* () {
        const signalled = yield* (yield* TerminationSignals).open
        const guard = yield* guardExit(job)
        const ending = yield* job.take.pipe(Effect.tapError(() => giveBack(job)))
        guard.open()
        const scope = yield* Scope.make()
        const running = yield* openJob(job, scope)
        if (ending !== null) {
          const settlement = yield* settleOwned(job.id, ended(ending), "Stopped", running.survive)
          guard.close()
          return settlement
        }
        const fiber = yield* job
          .runner(running.context)
          .pipe(Effect.interruptible, Effect.forkIn(scope, { startImmediately: true }))
        if (fiber.pollUnsafe() === undefined) yield* armLastGasp(job)
        const { limits } = job.request
        const race = yield* Effect.exit(
          restore(
            Effect.raceAllFirst([
              runnerEnds(fiber),
              watcher(clientExit(running.client, fiber, limits.graceMillis)),
              watcher(terminationSignal(signalled)),
              watcher(cancelRequest(job.id)),
              watcher(timeLimit(limits.timeMillis)),
              watcher(silence(limits.silenceMillis, running.hearing))
            ])
          )
        )
        const end = Exit.isSuccess(race) ? race.value : ended(yield* interrupted)
        const over = fiber.pollUnsafe() !== undefined
        const settlement = yield* settleOwned(
          job.id,
          end,
          over ? "Stopped" : "Running",
          running.survive
        )
        guard.close()
        running.close()
        yield* stopLosers({ ...job, settlement, running, fiber, scope })
        return settlement
      })
    )
  )

const ended = (outcome: Outcome): RunnerEnd => ({ outcome, result: undefined })

/** The run itself was interrupted: somebody in this process no longer wants it. */
const interrupted = Effect.map(Clock.currentTimeMillis, (requestedAt) =>
  Outcome.cases.Cancelled.make({ by: "owner", requestedAt, reason: "the run was interrupted" })
)

/** A watcher that breaks ends nothing: it says so and watches no more. */
const watcher = <R>(ending: Effect.Effect<Outcome, never, R>): Effect.Effect<RunnerEnd, never, R> =>
  Effect.map(ending, ended).pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(
        Effect.logError(`A watcher of the job broke: ${Cause.pretty(cause)}`),
        Effect.never
      )
    )
  )
