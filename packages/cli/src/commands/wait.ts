import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { announcer } from "../waiting/announcer.ts"
import { exitCodeOf, highest } from "../exitCode.ts"
import { findAll } from "./findAll.ts"
import { jobJson } from "../json/jobJson.ts"
import type { Handler } from "../Handler.ts"
import { limitWaiting } from "./limitWaiting.ts"
import { exitCodesOf, perId, printJobs } from "./perId.ts"
import type { WaitPlan } from "../line/Plan.ts"
import { printFailures } from "../shown/printFailures.ts"
import { printTable } from "../shown/printTable.ts"
import { rehearsed } from "../waiting/rehearsed.ts"
import { whileRecorded } from "../waiting/whileRecorded.ts"

/** Waits for jobs, and exits as they did. */
export const wait: Handler<WaitPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const atMost = yield* limitWaiting(plan.timeout)
    const announce = yield* announcer(plan)
    const ids = yield* findAll(plan.ids)
    const waitFor = (id: JobId) => whileRecorded("theirs", jobs.wait(id))
    const say = (job: Job) => Effect.sync(() => announce(job))
    const ended = rehearsed(
      ids[0]!,
      plan.any
        ? Effect.raceAll(ids.map(waitFor)).pipe(
            Effect.tap(say),
            Effect.map((job) => ({ answers: [job], failures: [] }))
          )
        : perId(ids, (id) => Effect.tap(waitFor(id), say))
    )
    const found = yield* atMost(ids, ended)
    const { answers } = found
    if (plan.json) printJobs(plan.any ? 1 : ids.length, answers.map(jobJson), found)
    else {
      yield* printTable(answers)
      printFailures(found.failures)
    }
    return highest([...answers.map(exitCodeOf), ...exitCodesOf(found)])
  })
