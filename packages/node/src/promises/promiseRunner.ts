import type { JobId, ProgressUpdate, RunnerContext, WorkIdentity } from "@job-lifecycle/engine"
import { InvalidRequest } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { whenSettled } from "./whenSettled.ts"

/** What a promise-returning runner is given. None of these rejects for the store's reasons. */
export interface PromiseRunnerContext {
  readonly id: JobId
  readonly token: string
  /** Aborted when the job ended some other way: stop what you are doing. */
  readonly signal: AbortSignal
  readonly progress: (update: ProgressUpdate) => Promise<void>
  readonly resumeHandle: (handle: string) => Promise<void>
  readonly log: (chunk: string | Uint8Array) => Promise<void>
  /** Notes that something was heard of the work; starts the silence limit anew. */
  readonly heard: (what?: string) => void
  /** Records what was started outside this process, so that it can be found and stopped. */
  readonly work: (identity: WorkIdentity) => Promise<void>
  /** Names the end of the client that the runner talks to: fulfilled with a reason when it is gone. */
  readonly clientExit: (gone: Promise<string>) => void
  /** Says that the client's final answer has arrived, and what it is. */
  readonly answered: (answer?: unknown) => void
}

/** The work of a job: fulfilled with any JSON value but `undefined`, which is no result. */
export type PromiseRunner = (job: PromiseRunnerContext) => Promise<unknown>

/**
 * A promise cannot be interrupted, so neither is its fiber: the job's work counts as running until
 * the promise has really settled, whatever was decided about the job meanwhile.
 */
export const runnerOf = (runner: PromiseRunner) => (job: RunnerContext) =>
  Effect.uninterruptible(
    Effect.callback<unknown, unknown>((resume) => {
      // A promise cannot tell a failure from a defect: every rejection is a failure.
      const failed = (error: unknown) => resume(Effect.fail(error))
      try {
        const promise = runner(promised(job))
        if (typeof (promise as Partial<typeof promise> | null)?.then !== "function") {
          return failed(noPromise)
        }
        promise.then((value) => resume(Effect.as(job.answered(value), value)), failed)
      } catch (error) {
        failed(error)
      }
    })
  )

/** What runs on without one cannot be waited for, so that its job would be over while it runs. */
const noPromise = new InvalidRequest({
  field: "runner",
  message: "The runner returned no promise: make it an async function, and await what it starts."
})

const noClient =
  "The end of the client is not watched: clientExit was given no promise that its end fulfils."

/** A host without Effect has no loggers, and may have its standard output read by a program. */
const onStderr = Effect.provideService(Logger.LogToStderr, true)

const say = (effect: Effect.Effect<void>): Promise<void> => Effect.runPromise(onStderr(effect))

const promised = (job: RunnerContext): PromiseRunnerContext => ({
  id: job.id,
  token: job.token,
  signal: job.signal,
  progress: (update) => say(job.progress(update)),
  resumeHandle: (handle) => say(job.resumeHandle(handle)),
  log: (text) => say(job.log(text)),
  heard: job.heard,
  work: (identity) => say(job.work(identity)),
  clientExit: (gone: Promise<unknown> | undefined | null) => {
    // Often it is a field of the client's that there is not: that says nothing of the client.
    if (gone === undefined || gone === null) {
      return Effect.runSync(onStderr(Effect.logWarning(noClient)))
    }
    // A client whose end cannot be awaited any more is gone as far as we can tell.
    Effect.runSync(onStderr(job.clientExit(whenSettled(gone) as Effect.Effect<string>)))
  },
  answered: (answer) => Effect.runSync(job.answered(answer))
})
