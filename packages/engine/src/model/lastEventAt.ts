import type { JobFacts } from "./facts.ts"
import { ownProgress } from "./ownProgress.ts"

/** When a job was last heard of, in wall milliseconds. */
export const lastEventAt = (facts: JobFacts): number => {
  const { claim, created, lastLogAt, settlement, work } = facts
  return Math.max(
    created.createdAt,
    claim?._tag === "Owned" ? claim.claimedAt : 0,
    work?.startedAt ?? 0,
    ownProgress(facts)?.at ?? 0,
    lastLogAt ?? 0,
    // When a reader settled it, that was long after the last sign of life.
    settlement?.settledBy === "Owner" ? settlement.settledAt : 0
  )
}
