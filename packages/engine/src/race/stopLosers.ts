import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { endOfRunner } from "../endings/runner.ts"
import type { OwnedClaim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import type { JobStore } from "../contracts/JobStore.ts"
import { keepLate } from "../settling/keepLate.ts"
import type { OpenJob } from "./openJob.ts"
import type { Settlement, WorkState } from "../model/Outcome.ts"
import { recordOwnWorkStopped } from "../settling/recordWorkStopped.ts"
import type { RunnerSlot } from "./Supervision.ts"
import { targetOf, WorkStopper } from "../contracts/WorkStopper.ts"

interface Losers {
  readonly id: JobId
  readonly request: JobRequest
  readonly claim: OwnedClaim
  readonly running: OpenJob
  readonly slot: RunnerSlot
  /** The outcome is the runner's own end: what it gave is in that. */
  readonly byRunner: boolean
  readonly scope: Scope.Closeable
  /** What the work was doing when the outcome was decided. */
  readonly work: WorkState
  /** What stands, once it does: it may be written long after. Null: it never will be by us. */
  readonly stands: Deferred.Deferred<Settlement | null>
  /** The work outside has been asked to end by the same hand that ended the job. */
  readonly asked: boolean
}

/**
 * Ends what is left of a job that was decided, each step within its grace: aborts the runner, stops
 * what it had started outside, interrupts its fiber. Answers what the work is doing then. A runner
 * that will not end is left behind: its work stays running on record until it really ends, and what
 * it then delivers is kept as late.
 */
export const stopLosers = Effect.fnUntraced(function* (
  job: Losers
): Effect.fn.Return<WorkState, never, JobStore | WorkStopper> {
  // Not in the background: the process lives until its host has an answer.
  const bounded = Effect.timeoutOption(Duration.millis(job.request.limits.graceMillis))
  // On a fiber of its own: a limit cannot interrupt the closing, which may wait for a client's deaf watcher for ever.
  const closed = Effect.flatMap(closeScope(job), Fiber.await).pipe(bounded)
  const { fiber } = job.slot
  if (job.work === "Stopped") {
    yield* closed
    // It may have ended just when something else had ended the job.
    const end = job.byRunner ? undefined : fiber?.pollUnsafe()
    if (end !== undefined) yield* keepAfterOutcome(job, end)
    return job.work
  }
  job.running.abort()
  const named = job.running.work()
  const outside = yield* stopOutside(job)
  if (fiber === null) return outside
  yield* Fiber.interrupt(fiber).pipe(bounded)
  const ended = fiber.pollUnsafe()
  if (ended === undefined) {
    // What it has named since may be what it waits for.
    if (job.running.work() !== named) yield* stopOutside(job)
    yield* leaveBehind(job, fiber)
    return "Running"
  }
  yield* closed
  if (job.byRunner) return outside
  yield* keepAfterOutcome(job, ended)
  // It may have started something after we looked and before it stopped.
  return yield* stopOutside(job)
})

/** Begins to close the scope of the runner and of whoever watches its client. */
const closeScope = (job: Losers) =>
  Effect.forkDetach(Scope.close(job.scope, Exit.void), { startImmediately: true })

const stopOutside = Effect.fnUntraced(function* (job: Losers) {
  // A command that was started and not yet named is recognised by the token.
  if (job.request.kind === "function" && job.running.work() === null) return "Stopped" as const
  const target = targetOf(job.claim, job.running.work())
  const { graceMillis } = job.request.limits
  return yield* (yield* WorkStopper).stop(target, { graceMillis, asked: job.asked })
})

/**
 * Keeps the record true when a runner that would not end does so after all. It may have started
 * something since it was told to stop.
 */
const leaveBehind = Effect.fnUntraced(function* (
  job: Losers,
  fiber: Fiber.Fiber<unknown, unknown>
) {
  // Whoever watches its client goes now. The runner itself is waited for as long as it takes.
  yield* closeScope(job)
  const context = yield* Effect.context<JobStore | WorkStopper>()
  fiber.addObserver((exit) => {
    Effect.runForkWith(context)(afterwards(job, exit))
  })
})

const afterwards = Effect.fnUntraced(function* (job: Losers, exit: Exit.Exit<unknown, unknown>) {
  yield* keepAfterOutcome(job, exit)
  if ((yield* stopOutside(job)) !== "Stopped") return
  const settlement = yield* Deferred.await(job.stands)
  if (settlement !== null) yield* recordOwnWorkStopped(job.id, settlement)
})

/** Keeps what is late once the outcome stands. Whoever still tries to write that begins after us. */
const keepAfterOutcome = Effect.fnUntraced(function* (
  job: Losers,
  exit: Exit.Exit<unknown, unknown>
) {
  const kept = Effect.flatMap(Deferred.await(job.stands), (settlement) =>
    settlement === null ? Effect.void : keepLate(job.id, lateResult(job, exit))
  )
  if (yield* Deferred.isDone(job.stands)) return yield* kept
  yield* Effect.forkDetach(kept, { startImmediately: true })
})

/** An interrupted fiber has no value to give, so what it had named as its answer counts too. */
const lateResult = (job: Losers, exit: Exit.Exit<unknown, unknown>) =>
  endOfRunner(Exit.succeed(Exit.isSuccess(exit) ? exit.value : job.running.client.answer)).result
