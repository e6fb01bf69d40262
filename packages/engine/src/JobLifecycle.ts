import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { NoOwner } from "./abandon.ts"
import { abandon } from "./abandon.ts"
import { BackgroundClock } from "./contracts/BackgroundClock.ts"
import type { CancelReport, CancelRequest } from "./cancel.ts"
import { cancel } from "./cancel.ts"
import { EndHook } from "./contracts/EndHook.ts"
import type {
  ClaimRefused,
  InvalidRequest,
  JobAmbiguous,
  JobNotFinished,
  JobNotFound,
  JobStoreError
} from "./model/errors.ts"
import { find } from "./find.ts"
import { follow, followAll, followLog } from "./follow.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import type { IndexRebuilt, LogPage, LogRange } from "./contracts/JobStore.ts"
import type { Listing, ListOptions } from "./list.ts"
import { listAsked } from "./list.ts"
import { reconcileAll } from "./reconcileAll.ts"
import { LivenessChannel } from "./contracts/LivenessChannel.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import { own } from "./own.ts"
import type { Platform } from "./contracts/Platform.ts"
import { ProcessExit } from "./contracts/ProcessExit.ts"
import type { PruneOptions, PruneReport } from "./prune.ts"
import { prune } from "./prune.ts"
import { Asking } from "./repair/askOnce.ts"
import { rebuildIndex } from "./repair/rebuildIndex.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"
import { Recover } from "./contracts/Recover.ts"
import { Redact } from "./contracts/Redact.ts"
import { readLog } from "./readLog.ts"
import { makeRetain } from "./makeRetain.ts"
import { result } from "./result.ts"
import type { Runner } from "./contracts/Runner.ts"
import type { RunOptions } from "./run.ts"
import { run } from "./run.ts"
import { settledJobs } from "./settledJobs.ts"
import type { SubmitOptions } from "./submit.ts"
import { submit } from "./submit.ts"
import { TerminationSignals } from "./contracts/TerminationSignals.ts"
import type { Timeline } from "./timeline.ts"
import { timeline } from "./timeline.ts"
import { wait } from "./wait.ts"
import { catchStopperDefect, WorkStopper } from "./contracts/WorkStopper.ts"

type StartError = ClaimRefused | InvalidRequest | ReadError

/**
 * Starts jobs, and answers what became of them.
 *
 * Every answer about a job is reconciled: a job whose owner is gone has been settled before you
 * see it (I3, I5). No operation needs a daemon, and none trusts what another process promised.
 */
export class JobLifecycle extends Context.Service<
  JobLifecycle,
  {
    /** Says which store is searched, for messages. */
    readonly location: string
    /** Records a job for an owner to come. Nothing is started. */
    readonly submit: (options: SubmitOptions) => Effect.Effect<Job, InvalidRequest | ReadError>
    /** Records a job, owns it, and runs it to its outcome. Interrupting this cancels the job. */
    readonly run: <A, E, R>(
      options: RunOptions,
      runner: Runner<A, E, R>
    ) => Effect.Effect<Job, StartError, Exclude<R, Platform>>
    /** Claims a submitted job and runs it to its outcome. Refused when it was claimed or ended. */
    readonly own: <A, E, R>(
      id: JobId,
      runner: Runner<A, E, R>,
      options?: { readonly dedicated?: boolean | undefined }
    ) => Effect.Effect<Job, StartError, Exclude<R, Platform>>
    /** Ends a job that nobody will ever claim, as never started. A claimed job is left alone. */
    readonly abandon: (id: JobId, reason: NoOwner) => Effect.Effect<Job, ReadError>
    /** Answers one job as it stands now. */
    readonly get: (id: JobId) => Effect.Effect<Job, ReadError>
    /** Answers a job and everything on record about how it came to stand as it does. */
    readonly timeline: (id: JobId) => Effect.Effect<Timeline, ReadError>
    /** Finds the one job that an id or an unambiguous prefix names. */
    readonly find: (
      reference: string
    ) => Effect.Effect<JobId, JobNotFound | JobAmbiguous | JobStoreError>
    /** Lists every open job and the newest settled ones, reconciled first and sorted after. */
    readonly list: (options?: ListOptions) => Effect.Effect<Listing, InvalidRequest | JobStoreError>
    /** Answers when the job has an outcome, and marks it as read. */
    readonly wait: (id: JobId) => Effect.Effect<Job, ReadError>
    /** Answers a settled job with its result, and marks it as read. */
    readonly result: (id: JobId) => Effect.Effect<Job, JobNotFinished | ReadError>
    /** Emits the job at each change that shows, and ends after its outcome. */
    readonly follow: (id: JobId) => Stream.Stream<Job, ReadError>
    /** Emits the listing whenever it shows something else. Never ends. */
    readonly followAll: (
      options?: ListOptions
    ) => Stream.Stream<Listing, InvalidRequest | JobStoreError>
    /** Emits every job that has its outcome from now on, once. Never ends. */
    readonly settled: () => Stream.Stream<Job, JobStoreError>
    /** Emits what is added to the log from this offset on (default 0, its beginning), and ends after the job's outcome. */
    readonly followLog: (
      id: JobId,
      offset?: number | undefined,
      options?: Pick<LogRange, "asBytes">
    ) => Stream.Stream<LogPage, InvalidRequest | ReadError>
    /** Reads a part of a job's log, of an open job what there is by now. */
    readonly readLog: (
      id: JobId,
      range: LogRange
    ) => Effect.Effect<LogPage, InvalidRequest | JobNotFound | JobStoreError>
    /**
     * Asks a job to end, stops its work, and reports whether that is confirmed. The outcome of a job
     * that ended first stands. No step takes longer than the grace and a margin.
     */
    readonly cancel: (
      id: JobId,
      request: CancelRequest
    ) => Effect.Effect<CancelReport, InvalidRequest | ReadError>
    /**
     * Settles whatever can be settled now, stops the commands of owners that are gone, and runs what those did
     * not live to run at the end. Answers the active jobs, and the settled ones whose work it had to stop.
     */
    readonly reconcile: Effect.Effect<Listing, JobStoreError>
    /** Removes settled jobs by a policy, and says which went and why the others stay. */
    readonly prune: (
      options?: PruneOptions
    ) => Effect.Effect<PruneReport, InvalidRequest | JobStoreError>
    /** Lists every job anew from its own facts. Needed only when listings were lost. */
    readonly rebuildIndex: Effect.Effect<IndexRebuilt, JobStoreError>
  }
>()("job-lifecycle/JobLifecycle") {
  /** The façade over whatever platform is provided. */
  static readonly layer: Layer.Layer<JobLifecycle, never, Platform> = Layer.effect(
    JobLifecycle,
    Effect.gen(function* () {
      const store = yield* JobStore
      const scope = yield* Effect.scope
      // Only what the engine asks for: the caller's clock, loggers and spans stay the caller's.
      const platform = Context.make(JobStore, store).pipe(
        Context.add(OwnerProbe, yield* OwnerProbe),
        Context.add(WorkStopper, catchStopperDefect(yield* WorkStopper)),
        Context.add(TerminationSignals, yield* TerminationSignals),
        Context.add(ProcessExit, yield* ProcessExit),
        Context.add(BackgroundClock, yield* BackgroundClock),
        Context.add(Recover, yield* Recover),
        Context.add(Asking, new Map()),
        Context.add(Redact, yield* Redact),
        Context.add(LivenessChannel, yield* LivenessChannel),
        Context.add(EndHook, yield* EndHook)
      )
      const provided = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideContext(effect, platform)
      // Begins when whoever submits waits for something else, and ends with this layer.
      const retained = Effect.forkIn(provided(makeRetain()), scope)
      return JobLifecycle.of({
        location: store.location,
        submit: (options) => Effect.tap(provided(submit(options)), () => retained),
        run: (options, runner) => Effect.andThen(retained, provided(run(options, runner))),
        own: (id, runner, options) => provided(own(id, runner, options)),
        abandon: (id, reason) => provided(abandon(id, reason)),
        get: (id) => provided(reconcile(id)),
        timeline: (id) => provided(timeline(id)),
        find: (reference) => provided(find(reference)),
        list: (options) => provided(listAsked(options)),
        wait: (id) => provided(wait(id)),
        result: (id) => provided(result(id)),
        follow: (id) => follow(id, platform),
        followAll: (options) => followAll(options, platform),
        settled: () => settledJobs(platform),
        followLog: (id, offset, options) => followLog(id, offset, options, platform),
        readLog: (id, range) => provided(readLog(id, range)),
        cancel: (id, request) => provided(cancel(id, request)),
        reconcile: provided(reconcileAll),
        prune: (options) => provided(prune(options)),
        rebuildIndex: provided(rebuildIndex)
      })
    })
  )
}
