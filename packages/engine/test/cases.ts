// One of each, for tests that enumerate.
import { defaultLimits } from "../src/Limits.ts"
import type { Created, JobFacts, OwnedClaim } from "../src/facts.ts"
import type { JobId } from "../src/JobId.ts"
import type { JobRequest } from "../src/JobRequest.ts"
import { Outcome } from "../src/Outcome.ts"
import type { Settlement } from "../src/Outcome.ts"
import type { OwnerIdentity } from "../src/OwnerIdentity.ts"

export const everyOutcome: ReadonlyArray<Outcome> = [
  { _tag: "Completed", result: "Recorded" },
  { _tag: "Failed", message: "m", defect: false, exitCode: 3, signal: null, stderrTail: "" },
  { _tag: "Cancelled", by: "somebody", requestedAt: 1, reason: null },
  { _tag: "TimedOut", limitMillis: 1 },
  { _tag: "Stalled", silenceMillis: 1, lastEvent: null },
  { _tag: "ClientExited", reason: "r", answered: false },
  { _tag: "Signalled", signal: "SIGTERM" },
  { _tag: "Orphaned", reason: "Exited", evidence: "e" },
  { _tag: "NeverStarted", reason: "ClaimDeadline", message: "m", code: null, stderrTail: "" },
  { _tag: "Drained" },
  { _tag: "Lost", reason: "r", lastSeenAt: 1 }
] satisfies ReadonlyArray<Outcome>

/** Fails to compile, or to run, when an outcome is missing above. */
export const everyOutcomeTag = Object.keys(Outcome.cases) as ReadonlyArray<Outcome["_tag"]>

export const settlementOf = (outcome: Outcome): Settlement => ({
  outcome,
  settledBy: "Owner",
  settledAt: 100,
  work: "Stopped",
  nonce: "0123456789abcdef"
})

export const owner: OwnerIdentity = { scheme: "test", label: "owner", value: 1 }

export const request: JobRequest = {
  name: "job",
  kind: "function",
  command: null,
  cwd: null,
  session: null,
  retryOf: null,
  upstream: false,
  limits: defaultLimits
}

export const id = "00112233445566aa" as JobId

export const created: Created = {
  id,
  request,
  submitter: owner,
  createdAt: 1_000_000,
  nonce: "c0",
  claim: null
}

export const owned: OwnedClaim = {
  _tag: "Owned",
  owner,
  nonce: "aa",
  token: "tt",
  claimedAt: 1_000_100,
  dedicated: false
}

export const queued: JobFacts = {
  id,
  created,
  claim: null,
  work: null,
  progress: null,
  cancel: null,
  result: null,
  settlement: null,
  workStopped: null,
  read: null,
  late: null,
  hookStarted: null,
  hookEnded: null,
  lastLogAt: null,
  unreadable: []
}
