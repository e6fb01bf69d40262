import type { Created, JobId, OwnedClaim, Settlement } from "@job-lifecycle/engine"
import { defaultLimits } from "@job-lifecycle/engine"

/** Records of plausible size. Ids are spread over all buckets, as random ones are. */
export const idOf = (n: number): JobId =>
  `${((n * 0x9e3779b1) >>> 0).toString(16).padStart(8, "0")}${n.toString(16).padStart(8, "0")}` as JobId

const owner = {
  scheme: "bench",
  label: `pid ${process.pid}`,
  value: { pid: process.pid, startTicks: 123_456, bootId: "0".repeat(36), machine: "1".repeat(32) }
}

export const claimOf = (id: JobId): OwnedClaim => ({
  _tag: "Owned",
  owner,
  nonce: id,
  token: id,
  claimedAt: 1_700_000_000_001,
  dedicated: false
})

export const createdOf = (id: JobId, claimed: boolean): Created => ({
  id,
  request: {
    name: `benchmark ${id}`,
    kind: "function",
    command: null,
    cwd: "/somewhere/in/a/project",
    session: "session",
    retryOf: null,
    upstream: false,
    limits: { ...defaultLimits, claimMillis: 2 ** 45 }
  },
  submitter: owner,
  createdAt: 1_700_000_000_000,
  nonce: id,
  claim: claimed ? claimOf(id) : null
})

export const settlementOf = (id: JobId, settledAt: number): Settlement => ({
  outcome: { _tag: "Completed", result: "Recorded" },
  settledBy: "Owner",
  settledAt,
  work: "Stopped",
  nonce: id
})
