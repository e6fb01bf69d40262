import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { asShown } from "../shown/asShown.ts"
import { announcer } from "../waiting/announcer.ts"
import { describe, shownId } from "../shown/describe.ts"
import { exitCodeOf, exitCodes } from "../exitCode.ts"
import { jobJson } from "../json/jobJson.ts"
import { jsonText } from "../json/jsonText.ts"
import { lastLines } from "./lastLines.ts"
import type { Handler } from "../Handler.ts"
import { limitWaiting } from "./limitWaiting.ts"
import type { ResultPlan } from "../line/Plan.ts"
import { printDocument } from "../json/printDocument.ts"
import { rehearsed } from "../waiting/rehearsed.ts"
import { streamsShared, write } from "../stdio.ts"
import { visible } from "../shown/visible.ts"
import { whileRecorded } from "../waiting/whileRecorded.ts"

const shownLines = 40
const shownBytes = 65_536

/** Prints what came of a job, says how it ended, and exits as it did. */
export const result: Handler<ResultPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const atMost = yield* limitWaiting(plan.timeout)
    const announce = yield* announcer(plan, !plan.json)
    const id = yield* jobs.find(plan.id)
    if (plan.wait) {
      const ended = whileRecorded("theirs", rehearsed(id, jobs.wait(id)))
      yield* atMost([id], ended)
    }
    const { job, output } = yield* plan.wait ? whileRecorded("theirs", read(id)) : read(id)
    if (plan.json) {
      printDocument({ job: jobJson(job), ...(output === null ? {} : { output: output.text }) })
    } else {
      write("stdout", output === null ? valueOf(job) : asShown(output))
      const unfinished = output !== null && output.text !== "" && !output.text.endsWith("\n")
      write("stderr", `${unfinished && streamsShared() ? "\n" : ""}${ending(job)}`)
    }
    announce(job)
    return isLost(job) ? exitCodes.storeUnusable : exitCodeOf(job)
  })

const read = Effect.fnUntraced(function* (id: JobId) {
  const job = yield* (yield* JobLifecycle).result(id)
  if (job.request.kind !== "command") return { job, output: null }
  const asked = { asBytes: true, atMostBytes: shownBytes }
  return { job, output: yield* lastLines(id, shownLines, asked) }
})

/** Null is a value as any other. */
const valueOf = (job: Job): string =>
  hasResult(job) && !isLost(job) ? `${jsonText(job.result, 2)}\n` : ""

const hasResult = ({ result, state }: Job): boolean =>
  result !== null ||
  (state._tag === "Settled" &&
    state.settlement.outcome._tag === "Completed" &&
    state.settlement.outcome.result === "Recorded")

/** It has a result, and that is not to be had: no success for whoever asked for it. */
const isLost = (job: Job): boolean => hasResult(job) && job.unreadable.includes("result")

const ending = (job: Job): string => {
  const id = shownId(job.id)
  const lost = `, but its result cannot be read: see job status ${id}`
  return `${id} ${visible(job.request.name)}: ${describe(job) ?? "completed"}${isLost(job) ? lost : ""}\n`
}
