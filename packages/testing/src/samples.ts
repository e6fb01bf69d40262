import type {
  CancelIntent,
  Claim,
  Created,
  HookEnded,
  HookStarted,
  JobId,
  JobRequest,
  LateResult,
  Outcome,
  OwnerIdentity,
  Progress,
  ReadMark,
  ResultRecord,
  Settlement,
  WorkRecord,
  WorkStopped
} from "@job-lifecycle/engine"

// Records with every field filled in, for tests of stores and of what reads them. Each takes the
// fields that a test cares about; the rest is plausible and always the same.

/** The n-th id of a test. Ids of different numbers differ from their first digits on. */
export const sampleId = (n: number): JobId =>
  `${((n * 0x9e3779b1) >>> 0).toString(16).padStart(8, "0")}${n.toString(16).padStart(8, "0")}` as JobId

export const sampleOwner = (n = 1): OwnerIdentity => ({
  scheme: "sample",
  label: `sample owner ${n}`,
  value: {
    pid: 4000 + n,
    ticks: "8123",
    boot: "b0",
    namespaces: [1, 2],
    host: "hôte-日本",
    gone: null
  }
})

export const sampleRequest = (fields: Partial<JobRequest> = {}): JobRequest => ({
  name: 'tests "quoted" \\ and\nlined',
  kind: "command",
  command: ["npm", "test", "--", "--grep", "ünïcode 🚀", ""],
  cwd: "/somewhere/else",
  session: "session-1",
  retryOf: sampleId(900),
  upstream: false,
  limits: {
    timeMillis: 1_800_000,
    silenceMillis: null,
    graceMillis: 5_000,
    claimMillis: 60_000,
    lostMillis: 86_400_000
  },
  ...fields
})

export const sampleCreated = (n: number, fields: Partial<Created> = {}): Created => ({
  id: sampleId(n),
  request: sampleRequest(),
  submitter: sampleOwner(n),
  createdAt: 1_700_000_000_000 + n,
  nonce: `created-${n}`,
  claim: null,
  ...fields
})

export const sampleClaim = (
  n = 1,
  fields: Partial<Extract<Claim, { _tag: "Owned" }>> = {}
): Extract<Claim, { _tag: "Owned" }> => ({
  _tag: "Owned",
  owner: sampleOwner(n),
  nonce: `claim-${n}`,
  token: `token-${n}`,
  claimedAt: 1_700_000_001_000 + n,
  dedicated: true,
  ...fields
})

export const sampleVoidClaim = (n = 1): Extract<Claim, { _tag: "Void" }> => ({
  _tag: "Void",
  nonce: `void-${n}`,
  voidedAt: 1_700_000_001_500 + n,
  outcome: { _tag: "Cancelled", by: "tests", requestedAt: 1_700_000_001_400, reason: null }
})

export const sampleCancel = (n = 1): CancelIntent => ({
  by: `user ${n}`,
  requestedAt: 1_700_000_002_000 + n,
  reason: "no longer needed",
  nonce: `cancel-${n}`
})

export const sampleWork = (n = 1): WorkRecord => ({
  identity: { scheme: "sample", label: `command ${n}`, value: { pid: 5000 + n, group: 5000 + n } },
  startedAt: 1_700_000_001_600 + n
})

export const sampleProgress = (n = 1, fields: Partial<Progress> = {}): Progress => ({
  at: 1_700_000_003_000 + n,
  phase: "testing",
  message: `step ${n}`,
  resumeHandle: "thread-7",
  nonce: "claim-1",
  ...fields
})

export const sampleResult = (
  value: ResultRecord["value"] = { answer: [42, "🚀", null] }
): ResultRecord => ({
  value,
  at: 1_700_000_004_000
})

export const sampleLate = (): LateResult => ({ value: { late: true }, at: 1_700_000_009_000 })
export const sampleHookStarted = (n = 1): HookStarted => ({
  at: 1_700_000_006_000 + n,
  by: sampleOwner(n)
})
export const sampleHookEnded = (n = 1): HookEnded => ({
  at: 1_700_000_006_500 + n,
  exitCode: null,
  problem: "it took too long"
})
export const sampleRead = (n = 1): ReadMark => ({ at: 1_700_000_008_000 + n })
export const sampleWorkStopped = (n = 1): WorkStopped => ({ at: 1_700_000_007_000 + n })

export const sampleSettlement = (n = 1, fields: Partial<Settlement> = {}): Settlement => ({
  outcome: { _tag: "Completed", result: "Recorded" },
  settledBy: "Owner",
  settledAt: 1_700_000_005_000 + n,
  work: "Stopped",
  nonce: `outcome-${n}`,
  ...fields
})

/** One of every outcome, with every field that it can have. */
export const sampleOutcomes: ReadonlyArray<Outcome> = [
  { _tag: "Completed", result: "Recorded" },
  { _tag: "Completed", result: "ExitCode" },
  {
    _tag: "Failed",
    message: "boom\u0000\u2028",
    defect: true,
    exitCode: 3,
    signal: "SIGSEGV",
    stderrTail: "…at line 1\n",
    error: { code: "E1", nested: [1.5, null, { a: "" }] }
  },
  { _tag: "Failed", message: "", defect: false, exitCode: null, signal: null, stderrTail: "" },
  { _tag: "Cancelled", by: "me", requestedAt: 1, reason: null },
  { _tag: "Cancelled", by: "me", requestedAt: 1, reason: "because" },
  { _tag: "TimedOut", limitMillis: 1_800_000 },
  { _tag: "Stalled", silenceMillis: 5, lastEvent: null },
  { _tag: "Stalled", silenceMillis: 5, lastEvent: "turn started" },
  { _tag: "ClientExited", reason: "socket closed", answered: true },
  { _tag: "Signalled", signal: "SIGHUP" },
  { _tag: "Orphaned", reason: "PidRecycled", evidence: "ticks differ" },
  {
    _tag: "NeverStarted",
    reason: "SpawnFailed",
    message: "no such file",
    code: "ENOENT",
    stderrTail: ""
  },
  { _tag: "NeverStarted", reason: "ClaimDeadline", message: "", code: null, stderrTail: "x" },
  { _tag: "Drained" },
  { _tag: "Lost", reason: "another machine", lastSeenAt: 7 }
]
