import type { Outcome, OutcomeTag } from "@job-lifecycle/engine"

/** One outcome of each kind. It does not compile when a kind is missing. */
export const sampleOutcomes: {
  readonly [Tag in OutcomeTag]: Extract<Outcome, { readonly _tag: Tag }>
} = {
  Completed: { _tag: "Completed", result: "Recorded" },
  Failed: {
    _tag: "Failed",
    message: "it broke",
    defect: false,
    exitCode: 3,
    signal: null,
    stderrTail: ""
  },
  Cancelled: { _tag: "Cancelled", by: "somebody", requestedAt: 1, reason: null },
  TimedOut: { _tag: "TimedOut", limitMillis: 1 },
  Stalled: { _tag: "Stalled", silenceMillis: 1, lastEvent: null },
  ClientExited: { _tag: "ClientExited", reason: "gone", answered: false },
  Signalled: { _tag: "Signalled", signal: "SIGTERM" },
  Orphaned: { _tag: "Orphaned", reason: "Exited", evidence: "no such process" },
  NeverStarted: {
    _tag: "NeverStarted",
    reason: "SpawnFailed",
    message: "not found",
    code: "ENOENT",
    stderrTail: ""
  },
  Drained: { _tag: "Drained" },
  Lost: { _tag: "Lost", reason: "another machine", lastSeenAt: 1 }
}
