import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { JobId } from "../model/JobId.ts"
import type { WorkIdentity } from "../model/OwnerIdentity.ts"

/** What a runner has to say of itself. Absent fields keep what was said before. */
export interface ProgressUpdate {
  readonly phase?: string | undefined
  readonly message?: string | undefined
  /** By which the work can be taken up again after a crash, a limit or a kill. */
  readonly resumeHandle?: string | undefined
}

/** What a runner is given. Every effect here is best effort: none can fail or end the job. */
export interface RunnerContext {
  readonly id: JobId
  /** Hand this to everything that the runner starts, so that it can be recognised later. */
  readonly token: string
  /** Aborted when the job ended some other way and the runner should stop. */
  readonly signal: AbortSignal
  readonly progress: (update: ProgressUpdate) => Effect.Effect<void>
  readonly resumeHandle: (handle: string) => Effect.Effect<void>
  /** Appends to the job's log, as it is: end lines with a newline. Counts as an event. */
  readonly log: (chunk: string | Uint8Array) => Effect.Effect<void>
  /** Notes that something was heard of the work; starts the silence limit anew. Cheap. */
  readonly heard: (what?: string) => void
  /** Records what was started outside this process. Once; the first identity stands. */
  readonly work: (identity: WorkIdentity) => Effect.Effect<void>
  /**
   * Names the end of the client that the runner talks to: an effect that succeeds with a reason
   * when the client is gone. The job then ends as `ClientExited` instead of waiting for ever.
   */
  readonly clientExit: (gone: Effect.Effect<string>) => Effect.Effect<void>
  /**
   * Says that the final answer has arrived: the client's exit after that is no loss, and an answer
   * given here is kept as late when the job was settled meanwhile. The runner's own end is still
   * what completes the job.
   */
  readonly answered: (answer?: unknown) => Effect.Effect<void>
}

/**
 * The work of a job. It succeeds with an explicit result, any JSON value; `undefined` is no result
 * and fails the job. `ExitCodeZero` is the result of a command that has nothing more to say.
 */
export type Runner<A = Schema.Json, E = never, R = never> = (
  job: RunnerContext
) => Effect.Effect<A, E, R>

/** The explicit result of a command: it ended with exit code 0. */
export const ExitCodeZero: unique symbol = Symbol.for("job-lifecycle/ExitCodeZero")
export type ExitCodeZero = typeof ExitCodeZero

/** A runner's failure with what can be known about it. Any other typed error is recorded too. */
export class RunnerFailed extends Schema.TaggedError<RunnerFailed>()("RunnerFailed", {
  message: Schema.String,
  exitCode: Schema.NullOr(Schema.Int),
  signal: Schema.NullOr(Schema.String),
  stderrTail: Schema.String
}) {}

/** The work could not be started at all. `code` is the platform's, for example `ENOENT`. */
export class RunnerNotStarted extends Schema.TaggedError<RunnerNotStarted>()("RunnerNotStarted", {
  message: Schema.String,
  code: Schema.NullOr(Schema.String),
  stderrTail: Schema.String
}) {}
