import { JobLifecycle, parseDuration } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { userInfo } from "node:os"
import { describe, shownId } from "../describe.ts"
import { exitCodes, highest } from "../exitCode.ts"
import { findAll } from "../findAll.ts"
import { jobJson } from "../jobJson.ts"
import type { Handler } from "../Handler.ts"
import { exitCodesOf, perId, printFailures, printJobs } from "../perId.ts"
import type { CancelPlan } from "../Plan.ts"
import { printTable } from "../printTable.ts"
import { write } from "../stdio.ts"

/** Cancels jobs, all at the same time, and says whether their processes are gone. */
export const cancel: Handler<CancelPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const graceMillis =
      plan.grace === null ? undefined : yield* parseDuration("--grace", plan.grace)
    const request = { by: userName(), graceMillis }
    const ids = yield* findAll(plan.ids)
    const found = yield* perId(ids, (id) => jobs.cancel(id, request))
    const all = found.answers.map(({ job }) => job)
    const alreadySettled = found.answers.flatMap(({ already, job }) => (already ? [job.id] : []))
    if (plan.json) printJobs(ids.length, all.map(jobJson), found, { alreadySettled })
    else {
      yield* printTable(all)
      for (const { already, job, stoppedWork } of found.answers) {
        if (!already) continue
        const stopped = stoppedWork ? ". Its work was still running, and has been stopped" : ""
        const how = `${describe(job) ?? "completed"}${stopped}`
        write("stderr", `${shownId(job.id)} was over before: ${how}\n`)
      }
      printFailures(found)
    }
    const confirmed = found.answers.every(
      ({ job, work }) => job.state._tag === "Settled" && work === "Stopped"
    )
    return highest([confirmed ? 0 : exitCodes.notConfirmedStopped, ...exitCodesOf(found)])
  })

const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`
  }
}
