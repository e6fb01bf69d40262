import type { Created, OwnedClaim, OwnerIdentity } from "@job-lifecycle/engine"
import { FileJobStore, identifyProcess, identifyWork } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import { claimOf, createdOf, idOf, settlementOf } from "./store/sampleFacts.ts"
import { withoutFsync } from "./store/withoutFsync.ts"

/** When they were started, in seconds: long enough ago to be quiet, which a listing explains. */
const startedAt = Math.floor(performance.timeOrigin / 1e3) - 300

/** Fills a store with open function jobs of one living process, as they are while they run. */
export const openFunctions = (root: string, count: number, owner: OwnerIdentity): Promise<void> =>
  withoutFsync(() => {
    const store = FileJobStore.make({ root })
    for (let n = 0; n < count; n++) {
      const { created, claim } = startOf(n, owner)
      Effect.runSync(store.submit({ ...created, submitter: owner, claim }))
      Effect.runSync(store.arm(created.id, settlementOf(created.id, 0)))
    }
  })

/**
 * Fills a store with open commands that `submitter` has launched, each owned by one of these living
 * processes, as they are while they run. A listing does not look at the commands of living owners, so
 * each owner stands for its command too.
 */
export const openCommands = (
  root: string,
  owners: ReadonlyArray<number>,
  submitter: OwnerIdentity
): Promise<void> =>
  withoutFsync(() => {
    const store = FileJobStore.make({ root })
    for (const [n, pid] of owners.entries()) {
      // What else an identity says, its owner's memory group, is the same for all of them.
      const value = { ...(submitter.value as object), ...identifyProcess(pid) }
      const { created, claim } = startOf(n, { ...submitter, label: `pid ${pid}`, value })
      const request = { ...created.request, kind: "command" as const, command: ["sleep", "3600"] }
      Effect.runSync(store.submit({ ...created, submitter, request }))
      Effect.runSync(store.publishOnce(created.id, "claim", { ...claim, dedicated: true }))
      const identity = identifyWork({ pid, leadsGroup: true, name: "sleep" })
      Effect.runSync(
        store.publishOnce(created.id, "work", { identity, startedAt: claim.claimedAt })
      )
      Effect.runSync(store.arm(created.id, settlementOf(created.id, 0)))
      Effect.runSync(store.appendLog(created.id, Buffer.from("a line of output\n")))
      fs.utimesSync(store.logFile(created.id)!, startedAt, startedAt)
    }
  })

const startOf = (n: number, owner: OwnerIdentity): { created: Created; claim: OwnedClaim } => {
  const id = idOf(n)
  const at = startedAt * 1e3 + n
  return {
    created: { ...createdOf(id, false), createdAt: at },
    claim: { ...claimOf(id), owner, claimedAt: at }
  }
}

/** Runs `body` with this many processes that do nothing. Each ends with it, or an hour later. */
export const withOwners = async <A>(
  count: number,
  body: (pids: ReadonlyArray<number>) => Promise<A>
): Promise<A> => {
  const owners = Array.from({ length: count }, () => spawn("sleep", ["3600"], { stdio: "ignore" }))
  try {
    return await body(owners.map(({ pid }) => pid!))
  } finally {
    for (const owner of owners) owner.kill("SIGKILL")
  }
}
