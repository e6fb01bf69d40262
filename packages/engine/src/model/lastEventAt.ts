import type { JobFacts } from "./facts.ts"

/** When a job was last heard of. What somebody said who lost its claim is not its word (I10 late-is-kept-apart). */
export const lastEventAt = ({
  claim,
  created,
  lastLogAt,
  progress,
  settlement,
  work
}: JobFacts): number => {
  const owned = claim?._tag === "Owned" ? claim : null
  return Math.max(
    created.createdAt,
    owned?.claimedAt ?? 0,
    work?.startedAt ?? 0,
    owned !== null && progress?.nonce === owned.nonce ? progress.at : 0,
    lastLogAt ?? 0,
    // When a reader settled it, that was long after the last sign of life.
    settlement?.settledBy === "Owner" ? settlement.settledAt : 0
  )
}
