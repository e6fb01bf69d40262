import type { Job, SubmitOptions } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { describe } from "../shown/describe.ts"
import { exitCodeOf } from "../exitCode.ts"
import { jobJson } from "../json/jobJson.ts"
import { launchOwner } from "./launchOwner.ts"
import { printDocument } from "../json/printDocument.ts"
import { write } from "../stdio.ts"

/**
 * Records a job, starts an owner for it in the background, and answers when its command runs, when
 * it has ended, or after five seconds, whichever is first. From here on the owner alone writes what
 * becomes of the job, unless it dies before it claims it.
 */
export const detach = Effect.fnUntraced(function* (submission: SubmitOptions, json: boolean) {
  const jobs = yield* JobLifecycle
  const submitted = yield* jobs.submit({ ...submission, launched: true })
  const owner = launchOwner(submitted, jobs.location)
  // Does nothing to a job that was claimed.
  yield* Effect.flatMap(owner.ended, (end) => jobs.abandon(submitted.id, end)).pipe(
    Effect.catch((error) => Effect.logWarning(error.message)),
    Effect.forkChild({ startImmediately: true })
  )
  const seen = yield* jobs.follow(submitted.id).pipe(
    Stream.filter((job) => startOf(job) !== "pending"),
    Stream.runHead,
    Effect.timeoutOption("5 seconds"),
    Effect.map(Option.flatten)
  )
  const job = Option.isSome(seen) ? seen.value : yield* jobs.get(submitted.id)
  const started = startOf(job)
  if (json) printDocument({ job: jobJson(job), started })
  else {
    write("stdout", `${job.id}\n`)
    write("stderr", `job: ${sentences[started](job)}\n`)
  }
  return neverStarted(job) ? exitCodeOf(job) : 0
})

type Start = "started" | "settled" | "pending"

const startOf = (job: Job): Start => {
  if (job.state._tag === "Settled") return "settled"
  return job.work === null ? "pending" : "started"
}

const sentences: Record<Start, (job: Job) => string> = {
  started: () => "started",
  settled: (job) => `ended already: ${describe(job) ?? "completed"}`,
  pending: () => "submitted; its owner has not started the command yet"
}

/** How a command ended that was started is for `job wait`; that it never was is for us to say. */
const neverStarted = ({ state }: Job): boolean =>
  state._tag === "Settled" && state.settlement.outcome._tag === "NeverStarted"
