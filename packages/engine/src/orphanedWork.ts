import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JobFacts, OwnedClaim } from "./facts.ts"
import { adoptOf } from "./JobRequest.ts"
import { JobStore } from "./JobStore.ts"
import type { WorkState } from "./Outcome.ts"
import type { Evidence } from "./OwnerIdentity.ts"
import { OwnerProbe } from "./OwnerProbe.ts"
import { recordWorkStopped } from "./recordWorkStopped.ts"
import { index } from "./settle.ts"
import { workAfterOwner } from "./workAfterOwner.ts"
import { targetOf, WorkStopper } from "./WorkStopper.ts"

/**
 * What a reader does about work that outlives its owner, where the job says that it is not to be
 * left alone. `signal`: one request to end, a kill once the grace has passed, no waiting. `stop`: asks,
 * waits for the grace, kills. `leave`: looks only.
 */
export type OrphanedWork = "signal" | "stop" | "leave"

/** Says what the work of a job is doing whose owner is gone or cannot be examined. */
export const judgeWork = (
  facts: JobFacts,
  evidence: Evidence | null
): Effect.Effect<WorkState, never, WorkStopper> => {
  const { claim } = facts
  if (evidence?._tag !== "Gone") return Effect.succeed("Unknown")
  return claim?._tag === "Owned"
    ? orphanedState(facts, claim, (stopper, target) => stopper.observe(target))
    : Effect.succeed(workAfterOwner(facts.created.request, null))
}

/**
 * Looks after work that ran on when its job was settled: records that it stopped when it has. It is
 * signalled only when its owner is gone: a living owner is stopping it already.
 */
export const followWork = (
  facts: JobFacts,
  orphans: OrphanedWork
): Effect.Effect<JobFacts, never, JobStore | OwnerProbe | WorkStopper> =>
  Effect.gen(function* () {
    const { claim, settlement } = facts
    if (settlement?.work !== "Running" || facts.workStopped !== null) return facts
    if (claim?._tag !== "Owned") return facts
    const owner = yield* (yield* OwnerProbe).observe(claim.owner)
    const state = yield* lookAfter(facts, claim, owner, orphans)
    if (state === "Unknown" && owner._tag === "Gone") {
      // Nobody will ever know more: it is shown so, and no longer looked after.
      yield* index(facts.id, settlement, true)
      return { ...facts, settlement: { ...settlement, work: state } }
    }
    if (state !== "Stopped") return facts
    yield* recordWorkStopped(facts.id, settlement)
    return { ...facts, workStopped: { at: yield* Clock.currentTimeMillis } }
  })

const lookAfter = (
  facts: JobFacts,
  claim: OwnedClaim,
  owner: Evidence,
  orphans: OrphanedWork
): Effect.Effect<WorkState, never, WorkStopper> =>
  Effect.gen(function* () {
    if (owner._tag !== "Gone") {
      // A living owner that has not named its work yet may be about to.
      if (facts.created.request.kind === "function" || facts.work === null) return "Running"
      return yield* (yield* WorkStopper).observe(targetOf(claim, facts.work.identity))
    }
    const { graceMillis } = facts.created.request.limits
    const asked = facts.settlement?.settledAt ?? 0
    const kill = (yield* Clock.currentTimeMillis) > asked + graceMillis
    return yield* orphanedState(facts, claim, (stopper, target) => {
      if (orphans === "leave" || isLeft(facts)) return stopper.observe(target)
      return orphans === "stop"
        ? stopper.stop(target, { graceMillis })
        : stopper.signalOnce(target, { kill })
    })
  })

/** What the work of a dead owner is doing: what can be seen of it, and the rest by what it is. */
const orphanedState = (
  facts: JobFacts,
  claim: OwnedClaim,
  look: (
    stopper: WorkStopper["Service"],
    target: ReturnType<typeof targetOf>
  ) => Effect.Effect<WorkState>
): Effect.Effect<WorkState, never, WorkStopper> => {
  const { request } = facts.created
  const work = facts.work?.identity ?? null
  const assumed = workAfterOwner(request, work)
  if (assumed !== "Running") return Effect.succeed(assumed)
  const goesOnElsewhere = request.kind === "function" && request.upstream
  return Effect.flatMap(WorkStopper, (stopper) =>
    Effect.map(look(stopper, targetOf(claim, work)), (seen) =>
      // What was started here has stopped: an upstream turn may go on all the same.
      seen === "Stopped" && goesOnElsewhere ? "Unknown" : seen
    )
  )
}

/**
 * Whether nobody has decided that this work is to end. A request to cancel is such a decision, and so
 * is an owner's own outcome: it was stopping what it ran.
 */
const isLeft = ({ cancel, created, settlement }: JobFacts): boolean =>
  adoptOf(created.request) === "leave" && cancel === null && settlement?.settledBy === "Reader"
