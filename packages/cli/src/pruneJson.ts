import type { KeptReason, PruneReport } from "@job-lifecycle/engine"
import { jobJson } from "./jobJson.ts"

/** Writes what a prune did in the words of `docs/job-json.md`. Pure. */
export const prunedJson = ({ dryRun, kept, removed, swept }: PruneReport) => ({
  pruned: removed.map(jobJson),
  kept: Object.fromEntries(
    Object.entries(kept).map(([reason, count]) => [keptReason(reason), count])
  ),
  swept,
  dryRun
})

/** The reason as documents write it: as the engine does, from a small letter on. */
export const keptReason = (reason: string): Uncapitalize<KeptReason> =>
  (reason.slice(0, 1).toLowerCase() + reason.slice(1)) as Uncapitalize<KeptReason>
