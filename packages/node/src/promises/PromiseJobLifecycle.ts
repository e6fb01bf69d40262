import type {
  CancelReport,
  CancelRequest,
  IndexRebuilt,
  Job,
  JobId,
  Listing,
  ListOptions,
  LogPage,
  LogRange,
  NoOwner,
  PruneOptions,
  PruneReport,
  RunOptions,
  SubmitOptions,
  Timeline
} from "@job-lifecycle/engine"
import type { PromiseRunner } from "./promiseRunner.ts"
import type { CommandStart } from "./runnerOfCommand.ts"

/**
 * The façade for hosts without Effect: each verb does what the one of `JobLifecycle` does.
 * Rejections are the engine's tagged errors, or `HandleClosed`: look at `_tag`. A call whose `signal` was aborted
 * rejects with the signal's reason, and its job is cancelled; none is recorded for one that was aborted
 * before the call.
 */
export interface PromiseJobLifecycle {
  readonly location: string
  readonly submit: (options: SubmitOptions) => Promise<Job>
  readonly run: (
    options: RunOptions & { readonly signal?: AbortSignal | undefined },
    runner: PromiseRunner
  ) => Promise<Job>
  /**
   * Runs a command as a job, without a shell: exit code 0 completes it. It is known by its process, and
   * stopped with all that it starts when the job ends otherwise.
   */
  readonly runCommand: (
    options: RunOptions & {
      readonly command: ReadonlyArray<string>
      readonly signal?: AbortSignal | undefined
    },
    start?: CommandStart
  ) => Promise<Job>
  readonly own: (
    id: JobId,
    runner: PromiseRunner,
    options?: { readonly dedicated?: boolean | undefined }
  ) => Promise<Job>
  /**
   * Claims a job that was submitted with a command, and runs that in the folder that the submission names.
   * Refused, and left to another owner, when it has none or is a function that only shows one.
   */
  readonly ownCommand: (
    id: JobId,
    start?: CommandStart,
    options?: { readonly dedicated?: boolean | undefined }
  ) => Promise<Job>
  readonly abandon: (id: JobId, reason: NoOwner) => Promise<Job>
  readonly get: (id: JobId) => Promise<Job>
  readonly timeline: (id: JobId) => Promise<Timeline>
  readonly find: (reference: string) => Promise<JobId>
  readonly list: (options?: ListOptions) => Promise<Listing>
  readonly wait: (
    id: JobId,
    options?: { readonly signal?: AbortSignal | undefined }
  ) => Promise<Job>
  readonly result: (id: JobId) => Promise<Job>
  /** The job at each change that shows; ends after its outcome. */
  readonly follow: (id: JobId) => AsyncIterable<Job>
  /** The listing whenever it shows something else. Never ends: leave the loop. */
  readonly followAll: (options?: ListOptions) => AsyncIterable<Listing>
  /** Every job that has its outcome from now on, once. Never ends: leave the loop. */
  readonly settled: () => AsyncIterable<Job>
  /** What is added to the log from this offset on (default 0, its beginning); ends after the job's outcome. */
  readonly followLog: (
    id: JobId,
    offset?: number | undefined,
    options?: Pick<LogRange, "asBytes">
  ) => AsyncIterable<LogPage>
  readonly readLog: (id: JobId, range: LogRange) => Promise<LogPage>
  readonly cancel: (id: JobId, request: CancelRequest) => Promise<CancelReport>
  readonly reconcile: () => Promise<Listing>
  readonly prune: (options?: PruneOptions) => Promise<PruneReport>
  readonly rebuildIndex: () => Promise<IndexRebuilt>
  /**
   * Lets go of what this handle holds. The jobs that it runs are cancelled (await them first), and this
   * waits for their outcome; those of other handles and processes go on. Any other call is refused from
   * then on. A loop that was begun goes on until it is left.
   *
   * **Gotchas**: it waits for an end hook that runs, ten seconds at the most. A hook that awaits this of its own
   * handle waits for itself all that time: close it without waiting there, or once `run` has answered.
   */
  readonly close: () => Promise<void>
}
