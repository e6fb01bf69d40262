import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle, parseDuration, sleepAwake } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { announcer } from "../announcer.ts"
import { exitCodeOf, exitCodes, highest } from "../exitCode.ts"
import { WaitedTooLong } from "../failure.ts"
import { findAll } from "../findAll.ts"
import { jobJson } from "../jobJson.ts"
import type { Handler } from "../Handler.ts"
import { exitCodesOf, perId, printFailures, printJobs } from "../perId.ts"
import type { WaitPlan } from "../Plan.ts"
import { printTable } from "../printTable.ts"
import { rehearsed } from "../rehearsed.ts"
import { whileRecorded } from "../whileRecorded.ts"

/** Waits for jobs, and exits as they did. */
export const wait: Handler<WaitPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const limit = plan.timeout === null ? 0 : yield* parseDuration("--timeout", plan.timeout)
    const announce = yield* announcer(plan)
    const ids = yield* findAll(plan.ids)
    const waitFor = (id: JobId) => whileRecorded("how it ended cannot be known", jobs.wait(id))
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
    const found = yield* limit === 0
      ? Effect.asSome(ended)
      : Effect.raceFirst(Effect.asSome(ended), Effect.as(sleepAwake(limit), Option.none()))
    if (Option.isNone(found)) return yield* waitedTooLong(ids, plan.timeout!)
    const { answers } = found.value
    if (plan.json) printJobs(plan.any ? 1 : ids.length, answers.map(jobJson), found.value)
    else {
      yield* printTable(answers)
      printFailures(found.value)
    }
    return highest([...answers.map(exitCodeOf), ...exitCodesOf(found.value)])
  })

const waitedTooLong = (ids: ReadonlyArray<JobId>, timeout: string) =>
  Effect.gen(function* () {
    const jobs = yield* Effect.forEach(ids, (yield* JobLifecycle).get)
    const unfinished = jobs.filter((job) => job.state._tag !== "Settled").map(({ id }) => id)
    return yield* new WaitedTooLong({
      message: `Not ended after ${timeout}: ${unfinished.join(", ")}.`,
      unfinished,
      code: highest([exitCodes.notFinished, ...jobs.map(exitCodeOf)])
    })
  })
