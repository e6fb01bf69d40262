import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { exitCodes } from "../exitCode.ts"
import { damagedJson } from "../json/failureJson.ts"
import { jobJson } from "../json/jobJson.ts"
import type { Handler } from "../Handler.ts"
import type { ReconcilePlan } from "../line/Plan.ts"
import { printDocument } from "../json/printDocument.ts"
import { printFailures } from "../shown/printFailures.ts"
import { printTable } from "../shown/printTable.ts"
import { write } from "../stdio.ts"

/** Settles what can be settled, and shows that. */
export const reconcile: Handler<ReconcilePlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    if (plan.rebuild) yield* jobs.rebuildIndex
    const listing = yield* jobs.reconcile
    const settled = listing.jobs.filter((job) => job.state._tag === "Settled")
    if (plan.json) {
      printDocument({ jobs: settled.map(jobJson), ...damagedJson(listing.damaged) })
    } else if (settled.length === 0) write("stdout", "Nothing to settle.\n")
    else yield* printTable(settled)
    if (!plan.json) printFailures(listing.damaged)
    return listing.damaged.length === 0 ? 0 : exitCodes.storeUnusable
  })
