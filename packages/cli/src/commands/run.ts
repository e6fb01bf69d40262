import type { Job, JobId } from "@job-lifecycle/engine"
import { InvalidRequest, JobLifecycle, parseDuration } from "@job-lifecycle/engine"
import { commandRunner, lostOwnOutput } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { announcer } from "../waiting/announcer.ts"
import { describe } from "../shown/describe.ts"
import { detach } from "../owner/detach.ts"
import { exitCodeOf } from "../exitCode.ts"
import { hasTerminal } from "../owner/hasTerminal.ts"
import { jobJson } from "../json/jobJson.ts"
import type { Handler } from "../Handler.ts"
import type { RunPlan } from "../line/Plan.ts"
import { sayLeft } from "../owner/sayLeft.ts"
import { openOwnPipes } from "../owner/openOwnPipes.ts"
import { printDocument } from "../json/printDocument.ts"
import { flushOwnOutput, keepLost, write } from "../stdio.ts"
import { whileRecorded } from "../waiting/whileRecorded.ts"

/** Runs a command as a job: here, as its owner, or in the background, by an owner that is started for it. */
export const run: Handler<RunPlan> = (plan) =>
  Effect.gen(function* () {
    const submission = yield* submissionOf(plan)
    if (plan.detach) {
      if (plan.completionFd !== null) return yield* detachedCompletion
      return yield* detach(submission, plan.json)
    }
    const announce = yield* announcer(plan, !plan.json)
    const jobs = yield* JobLifecycle
    const runner = commandRunner({
      command: plan.line,
      // Whatever it asks of its own job is in this store.
      env: { JOB_LIFECYCLE_ROOT: jobs.location },
      stdin: "inherit",
      // The document is to be alone on stdout.
      output: plan.json ? "log" : "stream",
      ownSession: false
    })
    if (!plan.json) openOwnPipes()
    const sharesTerminal = hasTerminal()
    // ^\ reaches the command as well: how that takes it is told by its end, which we are here to see.
    if (sharesTerminal) process.on("SIGQUIT", () => {})
    let stay = () => {}
    const onRecorded = (id: JobId) => {
      stay = sayLeft(id)
    }
    const job = yield* whileRecorded(
      "ours",
      jobs.run({ ...submission, dedicated: true, sharesTerminal, onRecorded }, runner)
    ).pipe(Effect.ensuring(Effect.sync(() => stay())))
    if (plan.json) printDocument({ job: jobJson(job) })
    else {
      yield* flushOwnOutput
      keepLost(lostOwnOutput(process.stdout))
      write("stderr", lastWord(job))
    }
    announce(job)
    return exitCodeOf(job)
  })

const detachedCompletion = new InvalidRequest({
  field: "--completion-fd",
  message:
    "--completion-fd contradicts --detach, which returns before the end: give it to job wait."
})

const submissionOf = Effect.fnUntraced(function* (plan: RunPlan) {
  return {
    command: plan.line,
    name: plan.name ?? undefined,
    session: plan.session ?? undefined,
    cwd: workingDirectory(),
    timeLimit: yield* limit("--timeout", plan.timeout),
    silence: yield* limit("--silence", plan.silence),
    grace: yield* limit("--grace", plan.grace),
    adopt: plan.adopt ?? undefined,
    onEnd: plan.onEnd ?? undefined
  }
})

const limit = (name: string, text: string | null) =>
  text === null ? Effect.undefined : parseDuration(name, text)

/** Undefined when it was removed under us. */
const workingDirectory = (): string | undefined => {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/**
 * A command that failed has said so itself, and of an end hook that did its owner has, which is this process;
 * any other ending is ours to explain.
 */
const lastWord = (job: Job): string => {
  const outcome = job.state._tag === "Settled" ? job.state.settlement.outcome._tag : null
  const hook = { ...job.hook, ended: null }
  const explained = outcome === "Failed" ? null : describe({ ...job, hook })
  return explained === null ? "" : `job: ${explained}\n`
}
