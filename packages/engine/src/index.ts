// The public face of the engine: values, contracts, and the façade. Raw facts leave the engine only
// through the JobStore contract, which layers implement; callers read through JobLifecycle.
export type { NoOwner } from "./abandon.ts"
export type { Wanted } from "./model/checkOptions.ts"
export {
  anObject,
  callable,
  checkOptions,
  checkValue,
  flag,
  oneOf,
  text
} from "./model/checkOptions.ts"
export { BackgroundClock } from "./contracts/BackgroundClock.ts"
export type { CancelReport, CancelRequest } from "./cancel.ts"
export type { Diagnosis } from "./repair/diagnose.ts"
export { diagnose } from "./repair/diagnose.ts"
export type { HookEnd } from "./contracts/EndHook.ts"
export { EndHook } from "./contracts/EndHook.ts"
export * from "./model/errors.ts"
export * from "./model/facts.ts"
export { ownProgress } from "./model/ownProgress.ts"
export { lastEventAt } from "./model/lastEventAt.ts"
export type { Health, Job } from "./model/Job.ts"
export { JobId, makeJobId, makeNonce } from "./model/JobId.ts"
export { JobLifecycle } from "./JobLifecycle.ts"
export type { Platform, Reading } from "./contracts/Platform.ts"
export { Adopt, JobKind, JobRequest, adoptOf } from "./model/JobRequest.ts"
export { JobEvent, JobState } from "./model/JobState.ts"
export type {
  HistoryEntry,
  IndexRebuilt,
  LaterFact,
  LogPage,
  LogRange,
  Published,
  Removal,
  Submitted
} from "./contracts/JobStore.ts"
export { JobStore, Standing, Won } from "./contracts/JobStore.ts"
export type { LimitOptions } from "./model/Limits.ts"
export { isTooDeep, mostLevels } from "./model/isTooDeep.ts"
export { Limits, defaultLimits, parseDuration } from "./model/Limits.ts"
export type { Listing, ListOptions } from "./list.ts"
export { list } from "./list.ts"
export type { Channel, ChannelEnd } from "./contracts/LivenessChannel.ts"
export { LivenessChannel } from "./contracts/LivenessChannel.ts"
export * from "./model/Outcome.ts"
export { Evidence, OwnerIdentity, WorkIdentity } from "./model/OwnerIdentity.ts"
export { OwnerProbe } from "./contracts/OwnerProbe.ts"
export type { ProcessEnd } from "./contracts/ProcessExit.ts"
export { ProcessExit } from "./contracts/ProcessExit.ts"
export type { PruneOptions, PruneReport } from "./prune.ts"
export type { ReadError } from "./repair/reconcile.ts"
export type { RecordCodec } from "./model/recordCodec.ts"
export { recordCodec } from "./model/recordCodec.ts"
export type { Recovered } from "./contracts/Recover.ts"
export { Recover } from "./contracts/Recover.ts"
export { Redact } from "./contracts/Redact.ts"
export type { KeptReason, RetentionPolicy } from "./model/retention.ts"
export { defaultRetention, whyKept } from "./model/retention.ts"
export type { ProgressUpdate, Runner, RunnerContext } from "./contracts/Runner.ts"
export { ExitCodeZero, RunnerFailed, RunnerNotStarted } from "./contracts/Runner.ts"
export type { RunOptions } from "./run.ts"
export { sleepAwake } from "./timing/sleepAwake.ts"
export type { SubmitOptions } from "./submit.ts"
export { TerminationSignals } from "./contracts/TerminationSignals.ts"
export type { Timeline } from "./timeline.ts"
export { TimelineEvent } from "./timeline.ts"
export { rawTailBytes } from "./model/stderrTail.ts"
export { IllegalTransition, transition } from "./model/transition.ts"
export { underCancel } from "./model/underCancel.ts"
export type { WorkTarget } from "./contracts/WorkStopper.ts"
export { WorkStopper } from "./contracts/WorkStopper.ts"
export * as MemoryJobStore from "./memory/MemoryJobStore.ts"
