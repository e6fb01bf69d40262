import type { Job } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, shownId } from "../shown/describe.ts"
import { exitCodes } from "../exitCode.ts"
import { damagedJson } from "../json/failureJson.ts"
import type { Handler } from "../Handler.ts"
import { jobJson } from "../json/jobJson.ts"
import { lastLines, tailOf } from "./lastLines.ts"
import type { ExplainPlan } from "../line/Plan.ts"
import { printDocument } from "../json/printDocument.ts"
import { printFailures } from "../shown/printFailures.ts"
import { write } from "../stdio.ts"
import { tell, tellTimeline } from "../shown/tellTimeline.ts"
import { uncapitalized } from "../shown/uncapitalized.ts"
import { visible } from "../shown/visible.ts"

const shownLines = 10
const shownBytes = 8_192

/** Tells what happened to a job, in order, and what was last heard of it. */
export const explain: Handler<ExplainPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const id = yield* jobs.find(plan.id)
    const timeline = yield* jobs.timeline(id)
    const { events, job } = timeline
    const read = yield* Effect.result(
      lastLines(id, shownLines, { asBytes: true, atMostBytes: shownBytes })
    )
    // A log that cannot be read keeps nobody from the rest, and is not shown as an empty one.
    const failures = Result.isFailure(read) ? [read.failure] : []
    const output = Result.isSuccess(read) ? read.success.text : null
    const code = failures.length === 0 ? 0 : exitCodes.storeUnusable
    if (plan.json) {
      printDocument({
        job: jobJson(job),
        timeline: events.map((event) => ({
          at: event.at,
          event: uncapitalized(event._tag),
          text: tell(event, job)
        })),
        ...(output === null ? {} : { output }),
        ...damagedJson(failures)
      })
      return code
    }
    const state = job.state._tag === "Settled" ? "completed" : job.state._tag.toLowerCase()
    const sections = [
      `${shownId(id)} ${visible(job.request.name)}: ${describe(job) ?? state}\n`,
      tellTimeline(timeline),
      ...[output || startUpOf(job)].filter((said) => said !== "").map(quoted)
    ]
    write("stdout", sections.join("\n"))
    printFailures(failures)
    return code
  })

/** What an owner said that never came to claim its job. */
const startUpOf = ({ state }: Job): string =>
  state._tag === "Settled" && state.settlement.outcome._tag === "NeverStarted"
    ? tailOf(state.settlement.outcome.stderrTail, shownLines)
    : ""

const quoted = (output: string): string =>
  output
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `  | ${visible(line)}\n`)
    .join("")
