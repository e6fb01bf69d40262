/** Everything that a life can reach, to be compared with what lives did reach. */

export const rows: ReadonlyArray<string> = [
  "Queued × Claim: Running",
  "Queued × Progress: refused",
  "Queued × RequestCancel: Queued",
  "Queued × Settle: Settled",
  "Queued × WorkStops: refused",
  "Queued × Read: refused",
  "Running × Claim: refused",
  "Running × Progress: Running",
  "Running × RequestCancel: Running",
  "Running × Settle: Settled",
  "Running × WorkStops: refused",
  "Running × Read: refused",
  "Settled × Claim: refused",
  "Settled × Progress: refused",
  "Settled × RequestCancel: refused",
  "Settled × Settle: refused",
  "Settled × WorkStops: Settled",
  "Settled × Read: Settled"
]

export const outcomes: ReadonlyArray<string> = [
  "Completed",
  "Failed",
  "Cancelled",
  "TimedOut",
  "Stalled",
  "ClientExited",
  "Signalled",
  "Orphaned",
  "NeverStarted",
  "Drained",
  "Lost"
]

/** Who settled it, and what the outcome says of its cause. */
export const causes: ReadonlyArray<string> = [
  "Cancelled by Owner: asked",
  "Cancelled by Owner: interrupted",
  "Cancelled by Reader: asked",
  "Cancelled by unclaimed: asked",
  "ClientExited by Owner: after its answer",
  "ClientExited by Owner: before an answer",
  "Completed by Owner: ExitCode",
  "Completed by Owner: Recorded",
  "Completed by Reader: Recorded",
  "Drained by Owner: nothing could end it",
  "Failed by Owner: a defect",
  "Failed by Owner: a signal",
  "Failed by Owner: an error",
  "Failed by Owner: an exit code",
  "Failed by Reader: an error",
  "Lost by Reader: it runs in another namespace",
  "Lost by Reader: its row may not be read",
  "NeverStarted by Owner: SpawnFailed",
  "NeverStarted by unclaimed: ClaimDeadline",
  "NeverStarted by unclaimed: LauncherGone",
  "NeverStarted by unclaimed: SpawnFailed",
  "Orphaned by Owner: Unreported",
  "Orphaned by Reader: Defunct",
  "Orphaned by Reader: Exited",
  "Orphaned by Reader: PidRecycled",
  "Orphaned by Reader: Rebooted",
  "Signalled by Owner: SIGBREAK",
  "Signalled by Owner: SIGHUP",
  "Signalled by Owner: SIGINT",
  "Signalled by Owner: SIGTERM",
  "Stalled by Owner: its limit",
  "TimedOut by Owner: its limit"
]

export const health: ReadonlyArray<string> = [
  "Waiting",
  "Active",
  "Quiet",
  "Frozen",
  "Overdue",
  "Unknown",
  "Over"
]

/** `Interrupted` is who no longer wants an answer. */
export const errors: ReadonlyArray<string> = [
  "ClaimRefused",
  "Interrupted",
  "InvalidRequest",
  "JobAmbiguous",
  "JobDamaged",
  "JobNotFinished",
  "JobNotFound",
  "JobStoreError"
]
