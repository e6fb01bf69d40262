import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle, parseDuration } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { userInfo } from "node:os"
import { describe, shownId } from "../shown/describe.ts"
import { exitCodes, highest } from "../exitCode.ts"
import { findAll } from "./findAll.ts"
import { jobJson } from "../json/jobJson.ts"
import type { Handler } from "../Handler.ts"
import { exitCodesOf, perId, printJobs } from "./perId.ts"
import type { CancelPlan } from "../line/Plan.ts"
import { printFailures } from "../shown/printFailures.ts"
import { printTable } from "../shown/printTable.ts"
import { write } from "../stdio.ts"

/** Cancels jobs, all at the same time, and says whether their processes are gone. */
export const cancel: Handler<CancelPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const grace = plan.grace === null ? undefined : yield* parseDuration("--grace", plan.grace)
    const request = { by: userName(), grace }
    const ids = yield* Effect.tapError(findAll(plan.ids), () => Effect.sync(() => sayNone(plan)))
    const found = yield* perId(ids, (id) =>
      Effect.tapError(jobs.cancel(id, request), () => (plan.json ? Effect.void : sayWhatIsLeft(id)))
    )
    const all = found.answers.map(({ job }) => job)
    const alreadySettled = found.answers.flatMap(({ already, job }) => (already ? [job.id] : []))
    if (plan.json) printJobs(ids.length, all.map(jobJson), found, { alreadySettled })
    else {
      yield* printTable(all)
      for (const { already, job, stoppedWork } of found.answers) {
        if (!already) continue
        const how = stoppedWork
          ? `${saidOf(withoutWork(job))}. What it had left running has been stopped`
          : saidOf(job)
        write("stderr", `${shownId(job.id)} was over before: ${how}\n`)
      }
      printFailures(found.failures)
    }
    const confirmed = found.answers.every(
      ({ job, work }) => job.state._tag === "Settled" && work === "Stopped"
    )
    return highest([confirmed ? 0 : exitCodes.notConfirmedStopped, ...exitCodesOf(found)])
  })

const sayNone = ({ ids, json }: CancelPlan): void => {
  if (json || ids.length < 2) return
  write("stderr", "job: none of these jobs was cancelled, because not all of them were found\n")
}

/** No request, no cancel (I9): of a job that has filled the disk, say, its owner can still be asked. */
const sayWhatIsLeft = (id: JobId) =>
  Effect.gen(function* () {
    const job = yield* (yield* JobLifecycle).get(id)
    const { pid } = jobJson(job)
    // A number means nothing where its process cannot be examined.
    if (job.state._tag !== "Running" || job.health._tag === "Unknown" || pid === null) return
    write(
      "stderr",
      `${shownId(id)} goes on. Its owner can be asked without a record: kill -TERM ${pid}\n`
    )
  }).pipe(Effect.ignore)

const saidOf = (job: Job): string => describe(job) ?? "completed"

/** As the record will show it: whoever stopped the work knows more than whoever read the record. */
const withoutWork = (job: Job): Job =>
  job.state._tag === "Settled" ? { ...job, state: { ...job.state, work: "Stopped" } } : job

const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`
  }
}
