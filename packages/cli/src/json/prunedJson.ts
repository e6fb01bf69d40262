import type { KeptReason, PruneReport } from "@job-lifecycle/engine"
import { jobJson } from "./jobJson.ts"
import { uncapitalized } from "../shown/uncapitalized.ts"

/** Writes what a prune did in the words of `docs/job-json.md`. Pure. */
export const prunedJson = ({ dryRun, kept, removed, swept }: PruneReport) => ({
  pruned: removed.map(jobJson),
  kept: Object.fromEntries(
    Object.entries(kept).map(([reason, count]) => [keptReason(reason), count])
  ),
  swept,
  dryRun
})

/** The reason as documents write it. */
export const keptReason = (reason: string): Uncapitalize<KeptReason> =>
  uncapitalized(reason as KeptReason)
