import type { Job, PruneReport } from "@job-lifecycle/engine"
import { JobLifecycle, parseDuration } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { Handler } from "../Handler.ts"
import { keptReason, prunedJson } from "../json/prunedJson.ts"
import type { PrunePlan } from "../line/Plan.ts"
import { printDocument } from "../json/printDocument.ts"
import { printTable } from "../shown/printTable.ts"
import { write } from "../stdio.ts"

/** Removes settled jobs by a policy, and says which went and why the others stay. */
export const prune: Handler<PrunePlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const olderThan =
      plan.olderThan === null ? undefined : yield* parseDuration("--older-than", plan.olderThan)
    const report = yield* jobs.prune({
      keep: plan.keep ?? undefined,
      olderThan,
      includeUnread: plan.includeUnread,
      dryRun: plan.dryRun
    })
    if (plan.json) {
      printDocument(prunedJson(report))
      return 0
    }
    if (report.removed.length > 0) yield* printTable(report.removed)
    write("stdout", `${summary(report)}\n`)
    return 0
  })

const summary = ({ dryRun, kept, removed, swept }: PruneReport): string => {
  const reasons = Object.entries(kept).map(
    ([reason, count]) => `${count} ${words[keptReason(reason)]}`
  )
  const stay = Object.values(kept).reduce((sum, count) => sum + count, 0)
  return [
    `${dryRun ? "Would remove" : "Removed"} ${jobsOf(removed)}`,
    `${stay === 0 ? "no other settled job stays" : `${stay} ${stay === 1 ? "stays" : "stay"}: ${reasons.join(", ")}`}`,
    ...(swept === 0 ? [] : [`removed ${swept} leftovers of processes that died`])
  ]
    .join("; ")
    .concat(".")
}

const jobsOf = ({ length }: ReadonlyArray<Job>): string =>
  `${length} ${length === 1 ? "job" : "jobs"}`

const words: Record<ReturnType<typeof keptReason>, string> = {
  recent: "recent",
  unread: "that nobody has read (--include-unread)",
  open: "not over on record",
  workRunning: "whose work is still running",
  workUnknown: "whose work cannot be seen from here",
  ownerNotGone: "whose owner is not proven gone",
  justEnded: "ended a moment ago",
  damaged: "damaged",
  changed: "written to meanwhile",
  unremovable: "that could not be removed"
}
