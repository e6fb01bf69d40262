import type { Health, Job, Outcome } from "@job-lifecycle/engine"
import { defaultLimits } from "@job-lifecycle/engine"

/** A job of nobody, for what is pure. */
export const sampleJob = (changes: Partial<Job> = {}): Job => ({
  id: "3f2a9c1e00000000" as Job["id"],
  request: {
    name: "npm test",
    kind: "command",
    command: ["npm", "test"],
    cwd: "/home/me",
    session: null,
    retryOf: null,
    upstream: false,
    limits: defaultLimits
  },
  state: { _tag: "Running", startedAt: 1_000, cancelRequested: false },
  health: { _tag: "Active" },
  submitter: sampleOwner,
  owner: sampleOwner,
  work: null,
  createdAt: 1_000,
  startedAt: 1_000,
  lastEventAt: 1_000,
  phase: null,
  message: null,
  resumeHandle: null,
  cancel: null,
  result: null,
  late: null,
  hook: { started: null, ended: null },
  logFile: null,
  unreadable: [],
  saved: true,
  ...changes
})

export const sampleOwner = {
  scheme: "node",
  label: "pid 4711 on here",
  value: {
    pid: 4711,
    startTicks: 1,
    uid: 0,
    machineId: null,
    bootId: null,
    pidNamespace: null,
    timeNamespace: null,
    hostname: "here"
  }
}

export const settledAs = (
  outcome: Outcome,
  work: "Stopped" | "Running" | "Unknown" = "Stopped"
): Partial<Job> => ({
  state: {
    _tag: "Settled",
    settlement: { outcome, settledBy: "Owner", settledAt: 4_000, work, nonce: "n" },
    work,
    read: false
  },
  health: { _tag: "Over" }
})

/** One of each. */
export const outcomes: ReadonlyArray<Outcome> = [
  { _tag: "Completed", result: "ExitCode" },
  { _tag: "Completed", result: "Recorded" },
  failed(3, null),
  failed(null, "SIGKILL"),
  { _tag: "Cancelled", by: "me", requestedAt: 2_000, reason: "enough" },
  { _tag: "TimedOut", limitMillis: 60_000 },
  { _tag: "Stalled", silenceMillis: 5_000, lastEvent: null },
  { _tag: "ClientExited", reason: "the broker closed its socket", answered: false },
  { _tag: "Signalled", signal: "SIGTERM" },
  { _tag: "Orphaned", reason: "Exited", evidence: "no process 4711 exists any more" },
  neverStarted("ENOENT"),
  neverStarted(null),
  { _tag: "Drained" },
  { _tag: "Lost", reason: "it runs on another machine (b3)", lastSeenAt: 2_000 }
]

export const healths: ReadonlyArray<Health> = [
  { _tag: "Waiting" },
  { _tag: "Active" },
  { _tag: "Quiet", forMillis: 90_000 },
  { _tag: "Frozen" },
  { _tag: "Overdue", byMillis: 7_000 },
  { _tag: "Unknown", reason: "it runs on another machine (b3)", sinceMillis: 9_000 },
  { _tag: "Over" }
]

export function failed(
  exitCode: number | null,
  signal: string | null,
  message = "it failed"
): Outcome {
  return {
    _tag: "Failed",
    message,
    defect: false,
    exitCode,
    signal,
    stderrTail: ""
  }
}

export function neverStarted(code: string | null, message = "nobody started it."): Outcome {
  return {
    _tag: "NeverStarted",
    reason: code === null ? "ClaimDeadline" : "SpawnFailed",
    message,
    code,
    stderrTail: ""
  }
}
