import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { inBackground } from "./BackgroundClock.ts"
import { endOfRunner } from "./endings/runner.ts"
import type { OwnedClaim } from "./facts.ts"
import type { JobId } from "./JobId.ts"
import type { JobRequest } from "./JobRequest.ts"
import { JobStore } from "./JobStore.ts"
import type { OpenJob } from "./openJob.ts"
import type { Settlement } from "./Outcome.ts"
import { recordWorkStopped } from "./recordWorkStopped.ts"
import { targetOf, WorkStopper } from "./WorkStopper.ts"

interface Losers {
  readonly id: JobId
  readonly request: JobRequest
  readonly claim: OwnedClaim
  readonly settlement: Settlement
  readonly running: OpenJob
  readonly fiber: Fiber.Fiber<unknown, unknown>
  readonly scope: Scope.Closeable
}

/**
 * Ends what is left of a settled job, each step within its grace: aborts the runner, stops what it had
 * started outside, interrupts its fiber. A runner that will not end is abandoned: `work` stays
 * running on record until it really ends, and what it then delivers is kept as late.
 */
export const stopLosers = (job: Losers): Effect.Effect<void, never, JobStore | WorkStopper> =>
  Effect.gen(function* () {
    const bounded = Effect.timeoutOption(Duration.millis(job.request.limits.graceMillis))
    const closeScope = Scope.close(job.scope, Exit.void).pipe(bounded, inBackground)
    if (job.fiber.pollUnsafe() !== undefined && job.settlement.work !== "Running") {
      return yield* Effect.asVoid(closeScope)
    }
    job.running.abort()
    const outside = yield* stopOutside(job)
    yield* Fiber.interrupt(job.fiber).pipe(bounded, inBackground)
    const ended = job.fiber.pollUnsafe()
    if (ended === undefined) return yield* abandon(job, outside === "Stopped")
    yield* closeScope
    yield* keepLate(job, ended)
    if (outside === "Stopped") yield* recordWorkStopped(job.id, job.settlement)
  })

const stopOutside = (job: Losers) =>
  Effect.gen(function* () {
    // A command that was started and not yet named is recognised by the token.
    if (job.request.kind === "function" && job.running.work() === null) return "Stopped" as const
    const target = targetOf(job.claim, job.running.work())
    return yield* (yield* WorkStopper).stop(target, { graceMillis: job.request.limits.graceMillis })
  })

/** Leaves the runner to itself, and keeps the record true when it ends after all. */
const abandon = (job: Losers, stoppedOutside: boolean) =>
  Effect.gen(function* () {
    const context = yield* Effect.context<JobStore>()
    job.fiber.addObserver((exit) => {
      const afterwards = Effect.andThen(
        keepLate(job, exit),
        stoppedOutside ? recordWorkStopped(job.id, job.settlement) : Effect.void
      )
      Effect.runForkWith(context)(afterwards)
    })
  })

/**
 * Keeps what arrived after the outcome, apart from it (I10 late-is-kept-apart). An interrupted
 * fiber has no value to give, so what the runner had named as its answer counts too.
 */
const keepLate = (job: Losers, exit: Exit.Exit<unknown, unknown>) =>
  Effect.gen(function* () {
    const given = Exit.isSuccess(exit) ? exit.value : job.running.client.answer
    const { result } = endOfRunner(Exit.succeed(given))
    if (result === undefined) return
    const store = yield* JobStore
    yield* store.publishOnce(job.id, "late", { value: result, at: yield* Clock.currentTimeMillis })
  }).pipe(
    Effect.catch((error) => Effect.logWarning(`A late result was not kept: ${error.message}`))
  )
