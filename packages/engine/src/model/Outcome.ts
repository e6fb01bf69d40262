import * as Schema from "effect/Schema"

/** The signals that ask an owner to end. `SIGBREAK` is Windows' console close. */
export const TerminationSignal = Schema.Literals(["SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"])
export type TerminationSignal = typeof TerminationSignal.Type

/**
 * What became of the work itself: the second fact beside every outcome. A dead owner is not dead
 * work: its command or an upstream turn may go on.
 */
export const WorkState = Schema.Literals(["Stopped", "Running", "Unknown"])
export type WorkState = typeof WorkState.Type

/** How an owner was found to be gone. `Unreported` means that it ended without saying how. */
export const GoneReason = Schema.Literals([
  "Exited",
  "Defunct",
  "PidRecycled",
  "Rebooted",
  "Unreported"
])
export type GoneReason = typeof GoneReason.Type

/**
 * Lists every way a job can end, each with the data that this cause has. Units are in the names;
 * `message` and `reason` texts are for people and are never parsed back.
 */
export const Outcome = Schema.TaggedUnion({
  /** The runner ended well and gave an explicit result: a recorded one, or a command's exit 0. */
  Completed: { result: Schema.Literals(["Recorded", "ExitCode"]) },
  /** The runner failed: a typed error, a defect, a non-zero exit or a signal that killed it. */
  Failed: {
    message: Schema.String,
    defect: Schema.Boolean,
    exitCode: Schema.NullOr(Schema.Int),
    signal: Schema.NullOr(Schema.String),
    stderrTail: Schema.String,
    error: Schema.optionalKey(Schema.Json)
  },
  /** Somebody asked. `requestedAt` is wall time in milliseconds since the epoch. */
  Cancelled: { by: Schema.String, requestedAt: Schema.Int, reason: Schema.NullOr(Schema.String) },
  /** The total limit was reached. */
  TimedOut: { limitMillis: Schema.Int },
  /** Nothing was heard of the runner for the silence limit. */
  Stalled: { silenceMillis: Schema.Int, lastEvent: Schema.NullOr(Schema.String) },
  /** The client that the runner talked to is gone. `answered`: a final answer had arrived. */
  ClientExited: { reason: Schema.String, answered: Schema.Boolean },
  /** A termination signal reached the owner. */
  Signalled: { signal: TerminationSignal },
  /** The owner is provably gone and wrote nothing. */
  Orphaned: { reason: GoneReason, evidence: Schema.String },
  /**
   * The work never began: its spawn failed, nobody claimed it by the claim deadline, or its launcher
   * and every owner that it may have started are gone.
   */
  NeverStarted: {
    reason: Schema.Literals(["SpawnFailed", "ClaimDeadline", "LauncherGone"]),
    message: Schema.String,
    code: Schema.NullOr(Schema.String),
    stderrTail: Schema.String
  },
  /** The owner's event loop ran dry with the job open: nothing could ever have ended it. */
  Drained: {},
  /** The owner cannot be examined from anywhere that reads, and its lost-deadline has passed. */
  Lost: { reason: Schema.String, lastSeenAt: Schema.Int }
})
export type Outcome = typeof Outcome.Type
export type OutcomeTag = Outcome["_tag"]

/** Who wrote an outcome: the job's owner, or a reader that proved the owner gone. */
export const SettledBy = Schema.Literals(["Owner", "Reader"])
export type SettledBy = typeof SettledBy.Type

/**
 * One outcome as it is recorded: why the job ended, who settled it, when (wall time,
 * milliseconds), and what the work was doing at that moment. The `nonce` is the writer's, so that a
 * lost reply can be told from a lost race. `unloggedBytes` is there when its owner could not write
 * all of its output to the log, for want of room on the disk for instance: at most so many bytes are
 * not in it.
 */
export const Settlement = Schema.Struct({
  outcome: Outcome,
  settledBy: SettledBy,
  settledAt: Schema.Int,
  work: WorkState,
  unloggedBytes: Schema.optionalKey(Schema.Int),
  nonce: Schema.String
})
export type Settlement = typeof Settlement.Type
