import * as Effect from "effect/Effect"
import type { Diagnosis } from "./diagnose.ts"
import { diagnose, isAhead, lastSign } from "./diagnose.ts"
import type { JobFacts, OwnedClaim } from "../model/facts.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { unknownLease } from "../model/Lease.ts"
import type { Evidence } from "../model/OwnerIdentity.ts"

/**
 * Decides what one look at a job means, by its owner's lease too where that owner cannot be
 * examined. A doubt about the lease is noted, for the looks that follow, and so is that an owner is
 * waited for whose job was submitted in the future. What a store cannot say or note is not known, and
 * settles nothing.
 *
 * An owner that is gone and left a result of a newer version is as one that cannot be examined: how its job
 * ended is on record, for whoever understands it (I8).
 *
 * @param now wall time in milliseconds, taken before the record was read: a reader that is stopped
 *   in between must take nobody for late
 */
export const decide = (
  facts: JobFacts,
  seen: Evidence | null,
  now: number
): Effect.Effect<Diagnosis, never, JobStore> => {
  const evidence = seen?._tag === "Gone" && facts.newer?.includes("result") ? newerResult : seen
  if (facts.settlement !== null) return Effect.succeed(diagnose(facts, evidence, now))
  if (isAhead(facts, now)) return decideAhead(facts, evidence, now)
  if (facts.claim?._tag === "Owned" && evidence?._tag === "Unknown") {
    return decideUnknown(facts, facts.claim, evidence, now)
  }
  return Effect.succeed(diagnose(facts, evidence, now))
}

const decideAhead = Effect.fnUntraced(function* (
  facts: JobFacts,
  evidence: Evidence | null,
  now: number
) {
  const store = yield* JobStore
  const about = `${facts.created.nonce} is unclaimed`
  const doubtedMillis = yield* orUnknown(store.doubtLease(facts.id, about))
  return diagnose(facts, evidence, now, { ...unknownLease, doubtedMillis })
})

const decideUnknown = Effect.fnUntraced(function* (
  facts: JobFacts,
  claim: OwnedClaim,
  evidence: Evidence,
  now: number
) {
  const store = yield* JobStore
  const ageMillis = yield* orUnknown(store.leaseAge(facts.id, claim.nonce))
  const first = diagnose(facts, evidence, now, { ...unknownLease, ageMillis })
  if (first._tag !== "Doubt") return first
  // Its words are signs, too, and each begins a new doubt.
  const about = `${claim.nonce} ${lastSign(facts, claim)}`
  const doubtedMillis = yield* orUnknown(store.doubtLease(facts.id, about))
  return diagnose(facts, evidence, now, { ageMillis, doubtedMillis })
})

const newerResult: Evidence = {
  _tag: "Unknown",
  reason: "its result is of a newer version: update this program to see it"
}

const orUnknown = <E>(known: Effect.Effect<number | null, E>) =>
  Effect.orElseSucceed(known, () => null)
