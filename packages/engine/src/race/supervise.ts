import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { JobNotFound, JobStoreError } from "../model/errors.ts"
import type { OwnedClaim } from "../model/facts.ts"
import { guardExit } from "../settling/guardExit.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import { holdOn } from "./holdOn.ts"
import { openJob } from "./openJob.ts"
import type { Outcome, Settlement, WorkState } from "../model/Outcome.ts"
import type { WorkIdentity } from "../model/OwnerIdentity.ts"
import type { Platform } from "../contracts/Platform.ts"
import type { Restore } from "./raceEndings.ts"
import { endOfBrokenRace, raceEndings } from "./raceEndings.ts"
import { recordOwnWorkStopped } from "../settling/recordWorkStopped.ts"
import { runEndHook } from "../repair/runEndHook.ts"
import { settleLater, settleOwned } from "../settling/settleOwned.ts"
import { stopLosers } from "./stopLosers.ts"
import type { RunnerSlot, Supervision } from "./Supervision.ts"
import type { Tagged } from "./takeClaim.ts"
import { takeClaim } from "./takeClaim.ts"
import { TerminationSignals } from "../contracts/TerminationSignals.ts"
import { targetOf, WorkStopper } from "../contracts/WorkStopper.ts"

/**
 * Runs one job to its outcome: the race of everything that can end it, under one scope.
 *
 * Claim and settlement are in an uninterruptible region; only the race is restored. From the claim
 * on everything leads to a settlement, defects of our own included. The runner has a scope of its
 * own and the race awaits its fiber, so that the winner settles first and a runner that will not
 * stop cannot hold the record back (I11 bounded-endings). Losers are stopped after that, each step
 * of it within the grace, whether or not the outcome could be written. Interrupting the returned
 * effect cancels the job. When it returns, nothing of ours is left but a runner that refused to
 * end, which is on record as running, a watcher of its client that did so too, and an outcome that could not
 * be written, which is tried again for as long as this process lives.
 */
export const supervise = <A, E, R, Refused extends Tagged>(
  job: Supervision<A, E, R, Refused>
): Effect.Effect<Settlement, Refused | JobNotFound | JobStoreError, R | Platform> =>
  Effect.uninterruptibleMask((restore) => Effect.scoped(runToOutcome(job, restore)))

const runToOutcome = Effect.fnUntraced(function* <A, E, R, Refused extends Tagged>(
  job: Supervision<A, E, R, Refused>,
  restore: Restore
) {
  const signalled = yield* (yield* TerminationSignals).open
  const guard = yield* guardExit(job)
  yield* takeClaim(job, guard)
  // Its runner may never end, and whoever watches its client must not wait for that.
  const scope = yield* Scope.make("parallel")
  const slot: RunnerSlot = { fiber: null, entry: "open" }
  const running = yield* openJob(job, scope, () => slot.fiber?.pollUnsafe() === undefined)
  guard.watch(running)
  const race = yield* Effect.exit(raceEndings({ job, running, scope, signalled, restore, slot }))
  const end = Exit.isSuccess(race) ? race.value : yield* endOfBrokenRace(race.cause)
  if (slot.entry === "open") slot.entry = "barred"
  const work = yield* workAtEnd(job, slot, running.work(), end.outcome)
  const seen = { work, ...running.unlogged() }
  const settled = yield* Effect.exit(settleOwned(job.id, end, seen, guard, running.survive))
  running.close()
  const stands = yield* Deferred.make<Settlement | null>()
  if (Exit.isSuccess(settled)) {
    guard.settled()
    yield* Deferred.succeed(stands, settled.value)
  }
  running.nudges.tell()
  const after = yield* stopLosers({
    ...job,
    running,
    slot,
    byRunner: end.byRunner,
    scope,
    work,
    stands,
    asked: job.sharesTerminal && isInterrupt(end.outcome)
  })
  if (Exit.isSuccess(settled)) {
    yield* guard.close
    if (after === "Stopped") yield* recordOwnWorkStopped(job.id, settled.value)
  } else {
    const { survive } = running
    yield* settleLater({ ...job, end, seen: { ...seen, work: after }, guard, survive, stands })
  }
  const held = Exit.isFailure(settled) && job.holdsOn
  const standing = held ? yield* restore(holdOn(stands, signalled)) : null
  const settlement = standing ?? (yield* settled)
  if (job.request.onEnd !== undefined) yield* runEndHook(job.id, "Owner")
  return settlement
})

const isInterrupt = (outcome: Outcome): boolean =>
  outcome._tag === "Signalled" && outcome.signal === "SIGINT"

/**
 * What the work is doing at the instant of the outcome. A command that failed may have left
 * processes behind, and a function the process that it named as its work, so one look is taken; a
 * command that succeeded has said itself that it is done.
 */
const workAtEnd = (
  job: { readonly request: JobRequest; readonly claim: OwnedClaim },
  slot: RunnerSlot,
  work: WorkIdentity | null,
  outcome: Outcome
): Effect.Effect<WorkState, never, WorkStopper> => {
  if (slot.entry === "taken" && slot.fiber?.pollUnsafe() === undefined) {
    return Effect.succeed("Running")
  }
  const said = job.request.kind === "command" && outcome._tag === "Completed"
  if (work === null || said) return Effect.succeed("Stopped")
  return Effect.flatMap(WorkStopper, (stopper) => stopper.observe(targetOf(job.claim, work)))
}
