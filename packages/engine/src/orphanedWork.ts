import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JobFacts, OwnedClaim } from "./facts.ts"
import { JobStore } from "./JobStore.ts"
import type { WorkState } from "./Outcome.ts"
import type { Evidence } from "./OwnerIdentity.ts"
import { OwnerProbe } from "./OwnerProbe.ts"
import { recordWorkStopped } from "./recordWorkStopped.ts"
import { index } from "./settle.ts"
import { workAfterOwner } from "./workAfterOwner.ts"
import { targetOf, WorkStopper } from "./WorkStopper.ts"

/**
 * What a reader does about work that outlives its owner. `signal`: one request to end, a kill once
 * the grace has passed, no waiting. `stop`: asks, waits for the grace, kills. `leave`: looks only.
 */
export type OrphanedWork = "signal" | "stop" | "leave"

/** Says what the work of a job is doing whose owner is gone or cannot be examined. */
export const judgeWork = (
  facts: JobFacts,
  evidence: Evidence | null
): Effect.Effect<WorkState, never, WorkStopper> => {
  if (evidence?._tag !== "Gone") return Effect.succeed("Unknown")
  const { claim, work } = facts
  const assumed = workAfterOwner(facts.created.request, work?.identity ?? null)
  if (assumed !== "Running" || claim?._tag !== "Owned") return Effect.succeed(assumed)
  return Effect.flatMap(WorkStopper, (stopper) =>
    stopper.observe(targetOf(claim, work?.identity ?? null))
  )
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
    const ownerGone = owner._tag === "Gone"
    const { request } = facts.created
    if (request.kind === "function" && !ownerGone) return "Running"
    const assumed = workAfterOwner(request, facts.work?.identity ?? null)
    if (assumed !== "Running") return assumed
    const stopper = yield* WorkStopper
    const target = targetOf(claim, facts.work?.identity ?? null)
    if (!ownerGone || orphans === "leave") {
      // A living owner that has not named its command yet may be about to.
      return facts.work === null && !ownerGone ? "Running" : yield* stopper.observe(target)
    }
    const { graceMillis } = facts.created.request.limits
    if (orphans === "stop") return yield* stopper.stop(target, { graceMillis })
    const asked = facts.settlement?.settledAt ?? 0
    const kill = (yield* Clock.currentTimeMillis) > asked + graceMillis
    return yield* stopper.signalOnce(target, { kill })
  })
