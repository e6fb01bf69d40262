// The public face of the engine: values, contracts, and the façade. Raw facts leave the engine only
// through the JobStore contract, which layers implement; callers read through JobLifecycle.
export type { NoOwner } from "./abandon.ts"
export { BackgroundClock } from "./BackgroundClock.ts"
export type { CancelReport, CancelRequest } from "./cancel.ts"
export type { Diagnosis } from "./diagnose.ts"
export { diagnose } from "./diagnose.ts"
export * from "./errors.ts"
export * from "./facts.ts"
export type { Health, Job } from "./Job.ts"
export { JobId, makeJobId, makeNonce } from "./JobId.ts"
export { JobLifecycle } from "./JobLifecycle.ts"
export type { Platform, Reading } from "./Platform.ts"
export { JobKind, JobRequest } from "./JobRequest.ts"
export { JobEvent, JobState } from "./JobState.ts"
export type {
  HistoryEntry,
  IndexRebuilt,
  LaterFact,
  LogPage,
  Published,
  Removal,
  Submitted
} from "./JobStore.ts"
export { JobStore, Standing, Won } from "./JobStore.ts"
export type { LimitOptions } from "./Limits.ts"
export { Limits, defaultLimits, parseDuration } from "./Limits.ts"
export type { Listing, ListOptions } from "./list.ts"
export type { Channel, ChannelEnd } from "./LivenessChannel.ts"
export { LivenessChannel } from "./LivenessChannel.ts"
export * from "./Outcome.ts"
export { Evidence, OwnerIdentity, WorkIdentity } from "./OwnerIdentity.ts"
export { OwnerProbe } from "./OwnerProbe.ts"
export type { ProcessEnd } from "./ProcessExit.ts"
export { ProcessExit } from "./ProcessExit.ts"
export type { PruneOptions, PruneReport } from "./prune.ts"
export type { ReadError } from "./reconcile.ts"
export type { Recovered } from "./Recover.ts"
export { Recover } from "./Recover.ts"
export type { KeptReason, RetentionPolicy } from "./retention.ts"
export { defaultRetention, whyKept } from "./retention.ts"
export type { ProgressUpdate, Runner, RunnerContext } from "./Runner.ts"
export { ExitCodeZero, RunnerFailed, RunnerNotStarted } from "./Runner.ts"
export type { RunOptions } from "./run.ts"
export { sleepAwake } from "./sleepAwake.ts"
export type { SubmitOptions } from "./submit.ts"
export { TerminationSignals } from "./TerminationSignals.ts"
export type { Timeline } from "./timeline.ts"
export { TimelineEvent } from "./timeline.ts"
export { IllegalTransition, transition } from "./transition.ts"
export { underCancel } from "./underCancel.ts"
export type { WorkTarget } from "./WorkStopper.ts"
export { WorkStopper } from "./WorkStopper.ts"
export * as MemoryJobStore from "./MemoryJobStore.ts"
