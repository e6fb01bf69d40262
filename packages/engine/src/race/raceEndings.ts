import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { armLastGasp } from "../settling/armLastGasp.ts"
import { beWatchable } from "./beWatchable.ts"
import { cancelRequest } from "../endings/cancelRequest.ts"
import { clientExit } from "../endings/clientExit.ts"
import type { RunnerEnd } from "../endings/runner.ts"
import { runner as runnerEnds } from "../endings/runner.ts"
import { silence } from "../endings/silence.ts"
import { terminationSignal } from "../endings/terminationSignal.ts"
import { timeLimit } from "../endings/timeLimit.ts"
import { promiseOf } from "../model/answerOf.ts"
import { failure } from "../model/failure.ts"
import { messageOf } from "../model/messageOf.ts"
import type { JobStore } from "../contracts/JobStore.ts"
import { keepLease } from "./keepLease.ts"
import type { OpenJob } from "./openJob.ts"
import type { TerminationSignal } from "../model/Outcome.ts"
import { Outcome } from "../model/Outcome.ts"
import type { RunnerSlot, Supervision } from "./Supervision.ts"
import { tellRecorded } from "./tellRecorded.ts"

/** Lets an effect be interrupted again, as it could be outside of the race. */
export type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

interface Race<A, E, R> {
  readonly job: Omit<Supervision<A, E, R, never>, "take">
  readonly running: OpenJob
  /** Of the runner and of what it named as its client. */
  readonly scope: Scope.Scope
  readonly signalled: Effect.Effect<TerminationSignal>
  readonly restore: Restore
  readonly slot: RunnerSlot
}

/** The first ending, and whether it is the runner's own. */
export interface RaceEnd extends RunnerEnd {
  readonly byRunner: boolean
}

/**
 * Starts the runner and answers the first ending. On a tie the runner's own end wins. The owner can
 * be watched until the ambient scope closes.
 */
export const raceEndings = Effect.fnUntraced(function* <A, E, R>({
  job,
  restore,
  running,
  scope,
  signalled,
  slot
}: Race<A, E, R>): Effect.fn.Return<RaceEnd, never, R | JobStore | Scope.Scope> {
  const broken = yield* tellRecorded(job, scope)
  if (broken !== null) return ended(broken)
  const early = yield* job.early
  if (early !== null) return ended(early)
  // Who was interrupted by now, as while the claim was written, begins nothing.
  yield* restore(Effect.void)
  const begun = Effect.suspend(() => {
    if (slot.entry === "barred") return Effect.interrupt
    slot.entry = "taken"
    const given = job.runner(running.context)
    const promise = promiseOf(given)
    return promise === null ? given : afterPromise(promise)
  })
  const fiber = yield* begun.pipe(
    Effect.interruptible,
    Effect.forkIn(scope, { startImmediately: true })
  )
  slot.fiber = fiber
  if (fiber.pollUnsafe() === undefined) {
    yield* armLastGasp(job)
    yield* beWatchable(job.id, running.nudges)
    yield* keepLease(job)
  }
  const { limits } = job.request
  return yield* restore(
    Effect.raceAllFirst([
      Effect.map(runnerEnds(fiber), (end) => ({ ...end, byRunner: true })),
      watcher(clientExit(running.client, fiber, limits.graceMillis)),
      watcher(terminationSignal(signalled)),
      watcher(cancelRequest(job.id, running.nudges.heard)),
      watcher(timeLimit(limits.timeMillis)),
      watcher(silence(limits.silenceMillis, running.hearing))
    ])
  )
})

/**
 * Fails, once it has ended, for a promise that a runner gave in an Effect's place. Until then the work runs,
 * whatever was decided about the job, and nobody can stop it but by the signal.
 */
const afterPromise = (promise: PromiseLike<unknown>): Effect.Effect<never> =>
  Effect.callback<never>((resume) => {
    const broke = (more: string) => resume(Effect.die(new Error(`${noEffect}${more}`)))
    promise.then(
      () => broke(""),
      (error) => broke(`; it was rejected: ${messageOf(error)}`)
    )
  }).pipe(Effect.uninterruptible)

const noEffect =
  "the runner gave a promise in an Effect's place: give Effect.promise of it, or open the store with openJobLifecycle"

/**
 * What a race without a winner amounts to: the run was interrupted (somebody in this process no
 * longer wants it), or something broke, which is said and never taken for a wish.
 */
export const endOfBrokenRace = (cause: Cause.Cause<never>): Effect.Effect<RaceEnd> =>
  Effect.map(Clock.currentTimeMillis, (requestedAt) =>
    ended(
      Cause.hasInterruptsOnly(cause)
        ? Outcome.cases.Cancelled.make({
            by: "owner",
            requestedAt,
            reason: "the run was interrupted"
          })
        : failure(`the race of the job broke: ${Cause.pretty(cause)}`, true)
    )
  )

const ended = (outcome: Outcome): RaceEnd => ({ outcome, result: undefined, byRunner: false })

/** A watcher that breaks ends nothing: it says so and watches no more. */
const watcher = <R>(ending: Effect.Effect<Outcome, never, R>): Effect.Effect<RaceEnd, never, R> =>
  Effect.map(ending, ended).pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(
        Effect.logError(`A watcher of the job broke: ${Cause.pretty(cause)}`),
        Effect.never
      )
    )
  )
