import type {
  CancelReport,
  IndexRebuilt,
  Job,
  JobId,
  Listing,
  ListOptions,
  LogPage,
  LogRange,
  NoOwner,
  ProgressUpdate,
  PruneOptions,
  PruneReport,
  RunnerContext,
  RunOptions,
  SubmitOptions,
  Timeline,
  WorkIdentity
} from "@job-lifecycle/engine"
import {
  anObject,
  checkOptions,
  checkValue,
  InvalidRequest,
  JobLifecycle
} from "@job-lifecycle/engine"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import type { NodePlatformOptions } from "./NodePlatform.ts"
import { NodePlatform } from "./NodePlatform.ts"
import { isAbortSignal, wanted } from "./wanted.ts"

/** What a promise-returning runner is given. None of these rejects for the store's reasons. */
export interface PromiseRunnerContext {
  readonly id: JobId
  readonly token: string
  /** Aborted when the job ended some other way: stop what you are doing. */
  readonly signal: AbortSignal
  readonly progress: (update: ProgressUpdate) => Promise<void>
  readonly resumeHandle: (handle: string) => Promise<void>
  readonly log: (text: string) => Promise<void>
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
 * The façade for hosts without Effect: each verb does what the one of `JobLifecycle` does.
 * Rejections are the engine's tagged errors: look at `_tag`. A call whose `signal` was aborted
 * rejects with the signal's reason, and its job is cancelled.
 */
export interface PromiseJobLifecycle {
  readonly location: string
  readonly submit: (options: SubmitOptions) => Promise<Job>
  readonly run: (
    options: RunOptions & { readonly signal?: AbortSignal },
    runner: PromiseRunner
  ) => Promise<Job>
  readonly own: (
    id: JobId,
    runner: PromiseRunner,
    options?: { readonly dedicated?: boolean }
  ) => Promise<Job>
  readonly abandon: (id: JobId, reason: NoOwner) => Promise<Job>
  readonly get: (id: JobId) => Promise<Job>
  readonly timeline: (id: JobId) => Promise<Timeline>
  readonly find: (reference: string) => Promise<JobId>
  readonly list: (options?: ListOptions) => Promise<Listing>
  readonly wait: (id: JobId, options?: { readonly signal?: AbortSignal }) => Promise<Job>
  readonly result: (id: JobId) => Promise<Job>
  /** The job at each change that shows; ends after its outcome. */
  readonly follow: (id: JobId) => AsyncIterable<Job>
  /** The listing whenever it shows something else. Never ends: leave the loop. */
  readonly followAll: (options?: ListOptions) => AsyncIterable<Listing>
  /** Every job that has its outcome from now on, once. Never ends: leave the loop. */
  readonly settled: () => AsyncIterable<Job>
  /** What is added to the log from this offset on; ends after the job's outcome. */
  readonly followLog: (
    id: JobId,
    offset: number,
    options?: Pick<LogRange, "asBytes">
  ) => AsyncIterable<LogPage>
  readonly readLog: (id: JobId, range: LogRange) => Promise<LogPage>
  readonly cancel: (
    id: JobId,
    request: { readonly by: string; readonly reason?: string; readonly graceMillis?: number }
  ) => Promise<CancelReport>
  readonly reconcile: () => Promise<Listing>
  readonly prune: (options?: PruneOptions) => Promise<PruneReport>
  readonly rebuildIndex: () => Promise<IndexRebuilt>
  /**
   * Lets go of what this handle holds. The jobs that it runs are cancelled (await them first), and this
   * waits for their outcome; those of other handles and processes go on. Any other call is refused from
   * then on. A loop that was begun goes on until it is left.
   */
  readonly close: () => Promise<void>
}

/** Opens the store of `options.root` for a host that works with promises. */
export const openJobLifecycle = async (
  options: NodePlatformOptions = {}
): Promise<PromiseJobLifecycle> => {
  await Effect.runPromise(checkOptions(options, wanted.opening))
  const runtime = ManagedRuntime.make(
    Layer.provideMerge(NodePlatform.layer(options), Layer.succeed(Logger.LogToStderr, true))
  )
  const jobs = await runtime.runPromise(JobLifecycle)
  let closed = false
  const gone = () => new Error(`This handle on ${jobs.location} is closed: open another one.`)
  const start = async <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal): Promise<A> => {
    if (closed) throw gone()
    const asked = Effect.andThen(checkOptions({ signal }, wanted.waiting), effect)
    const exit = await runtime.runPromiseExit(asked, isAbortSignal(signal) ? { signal } : undefined)
    if (Exit.isSuccess(exit)) return exit.value
    const interrupted = Cause.hasInterruptsOnly(exit.cause)
    if (interrupted && signal?.aborted === true) throw signal.reason
    throw closed && interrupted ? gone() : Cause.squash(exit.cause)
  }
  const loop = <A, E>(stream: Stream.Stream<A, E>) =>
    iterated(Stream.suspend(() => (closed ? Stream.die(gone()) : stream)))
  return {
    location: jobs.location,
    submit: (submission) => start(jobs.submit(submission)),
    run: (options, runner) => {
      const { signal, ...submission } = Object(options) as typeof options
      const run = Effect.andThen(checkRunner(runner), jobs.run(submission, runnerOf(runner)))
      return start(Effect.andThen(checkValue("options", options, anObject), run), signal)
    },
    own: (id, runner, owning) =>
      start(named(id, Effect.andThen(checkRunner(runner), jobs.own(id, runnerOf(runner), owning)))),
    abandon: (id, reason) =>
      start(
        named(
          id,
          Effect.andThen(
            checkOptions(reason, wanted.noOwner),
            Effect.suspend(() => jobs.abandon(id, noOwnerOf(reason)))
          )
        )
      ),
    get: (id) => start(named(id, jobs.get(id))),
    timeline: (id) => start(named(id, jobs.timeline(id))),
    find: (reference) =>
      start(
        Effect.andThen(checkValue("reference", reference, wanted.reference), jobs.find(reference))
      ),
    list: (listing) => start(jobs.list(listing)),
    wait: (id, waiting) => {
      const asked = checkOptions(waiting ?? {}, wanted.waiting)
      return start(named(id, Effect.andThen(asked, jobs.wait(id))), waiting?.signal)
    },
    result: (id) => start(named(id, jobs.result(id))),
    follow: (id) => loop(ofNamed(id, jobs.follow(id))),
    followAll: (listing) => loop(jobs.followAll(listing)),
    settled: () => loop(jobs.settled()),
    followLog: (id, offset, how) => loop(ofNamed(id, jobs.followLog(id, offset, how))),
    readLog: (id, range) => start(named(id, jobs.readLog(id, range))),
    cancel: (id, request) => start(named(id, jobs.cancel(id, request))),
    reconcile: () => start(jobs.reconcile),
    prune: (options) => start(jobs.prune(options)),
    rebuildIndex: () => start(jobs.rebuildIndex),
    close: () => {
      closed = true
      return runtime.dispose()
    }
  }
}

/** Asks of a job, if that is named at all. */
const named = <A, E>(id: unknown, effect: Effect.Effect<A, E>) =>
  Effect.andThen(checkValue("id", id, wanted.id), effect)

const ofNamed = <A, E>(id: unknown, stream: Stream.Stream<A, E>) =>
  Stream.unwrap(named(id, Effect.succeed(stream)))

const iterated = <A, E>(stream: Stream.Stream<A, E>): AsyncIterable<A> =>
  Stream.toAsyncIterable(Stream.provideService(stream, Logger.LogToStderr, true))

const checkRunner = (runner: unknown) => checkValue("runner", runner, wanted.runner)

/** Without a code it is one that nobody knows. */
const noOwnerOf = ({ code, message, stderrTail }: NoOwner): NoOwner => ({
  message,
  code: code ?? null,
  ...(typeof stderrTail === "string" ? { stderrTail } : {})
})

/**
 * A promise cannot be interrupted, so neither is its fiber: the job's work counts as running until
 * the promise has really settled, whatever was decided about the job meanwhile.
 */
const runnerOf = (runner: PromiseRunner) => (job: RunnerContext) =>
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

/** Total: a client is gone whatever its end is told with, and a promise is not held to its type. */
const reasonOf = (told: unknown): string => {
  try {
    return told instanceof Error ? told.message : String(told)
  } catch {
    return "it gave no reason that can be shown"
  }
}

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
    const reason = Promise.resolve(gone).then(reasonOf, reasonOf)
    Effect.runSync(onStderr(job.clientExit(Effect.promise(() => reason))))
  },
  answered: (answer) => Effect.runSync(job.answered(answer))
})
