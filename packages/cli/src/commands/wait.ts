import type { JobId } from "@job-lifecycle/engine"
import { JobLifecycle, parseDuration } from "@job-lifecycle/engine"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { exitCodeOf, exitCodes, highest } from "../exitCode.ts"
import { WaitedTooLong } from "../failure.ts"
import { findAll } from "../findAll.ts"
import { jobJson } from "../jobJson.ts"
import type { Handler } from "../Handler.ts"
import type { WaitPlan } from "../Plan.ts"
import { printDocument } from "../printDocument.ts"
import { printTable } from "../printTable.ts"

/** Waits for jobs, and exits as they did. */
export const wait: Handler<WaitPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const limit = plan.timeout === null ? 0 : yield* parseDuration("--timeout", plan.timeout)
    const ids = yield* findAll(plan.ids)
    const waits = ids.map(jobs.wait)
    const ended = plan.any
      ? Effect.map(Effect.raceAllFirst(waits), (job) => [job])
      : Effect.all(waits, { concurrency: "unbounded" })
    const found = yield* limit === 0
      ? Effect.asSome(ended)
      : Effect.timeoutOption(ended, Duration.millis(limit))
    if (Option.isNone(found)) return yield* waitedTooLong(ids, plan.timeout!)
    const [first, ...others] = found.value.map(jobJson)
    if (!plan.json) yield* printTable(found.value)
    else if (others.length === 0) printDocument({ job: first! })
    else printDocument({ jobs: [first!, ...others] })
    return highest(found.value.map(exitCodeOf))
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
