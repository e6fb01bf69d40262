import { JobLifecycle, parseDuration } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { userInfo } from "node:os"
import { exitCodes } from "../exitCode.ts"
import { findAll } from "../findAll.ts"
import { jobJson } from "../jobJson.ts"
import type { Handler } from "../Handler.ts"
import type { CancelPlan } from "../Plan.ts"
import { printDocument } from "../printDocument.ts"
import { printTable } from "../printTable.ts"

/** Cancels jobs, all at the same time, and says whether their processes are gone. */
export const cancel: Handler<CancelPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const graceMillis =
      plan.grace === null ? undefined : yield* parseDuration("--grace", plan.grace)
    const request = { by: userName(), graceMillis }
    const ids = yield* findAll(plan.ids)
    const reports = yield* Effect.forEach(ids, (id) => jobs.cancel(id, request), {
      concurrency: "unbounded"
    })
    const all = reports.map(({ job }) => job)
    const alreadySettled = reports.flatMap(({ already, job }) => (already ? [job.id] : []))
    const [first, ...others] = all.map(jobJson)
    if (!plan.json) yield* printTable(all)
    else if (others.length === 0) printDocument({ job: first!, alreadySettled })
    else printDocument({ jobs: [first!, ...others], alreadySettled })
    const confirmed = reports.every(
      ({ job, work }) => job.state._tag === "Settled" && work === "Stopped"
    )
    return confirmed ? 0 : exitCodes.notConfirmedStopped
  })

const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`
  }
}
