import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { decide } from "./decide.ts"
import { lastSign } from "./diagnose.ts"
import type { RunnerEnd } from "../endings/runner.ts"
import type { JobDamaged, JobNotFound, JobStoreError } from "../model/errors.ts"
import type { JobFacts } from "../model/facts.ts"
import type { Health, Job } from "../model/Job.ts"
import type { JobId } from "../model/JobId.ts"
import { jobOf } from "./jobOf.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { findClaim, lacksClaim } from "./lostClaim.ts"
import { LivenessChannel } from "../contracts/LivenessChannel.ts"
import { observeLaunch } from "./observeLaunch.ts"
import type { Outcome, WorkState } from "../model/Outcome.ts"
import type { OrphanedWork } from "./orphanedWork.ts"
import { followWork, judgeWork } from "./orphanedWork.ts"
import type { OwnerIdentity } from "../model/OwnerIdentity.ts"
import { isSameOwner } from "../model/OwnerIdentity.ts"
import { OwnerProbe } from "../contracts/OwnerProbe.ts"
import type { Reading } from "../contracts/Platform.ts"
import { recordRecovered, recoverOutcome } from "./recoverOutcome.ts"
import { settle } from "../settling/settle.ts"
import { voidClaim } from "../settling/voidClaim.ts"

/** Why a job cannot be read. */
export type ReadError = JobNotFound | JobDamaged | JobStoreError

/**
 * Reads a job as it truly stands: the only read path (I3 every-read-reconciles).
 *
 * Looks at its owner when it has no outcome, reads the record once more after that look (the owner
 * may have finished in between), and settles it when the owner is provably gone. Every publication
 * is first-wins, so rival readers and a finishing owner cannot contradict each other. A reader that
 * may not write shows the same job with `saved: false`.
 *
 * **Gotchas**: an orphan's command is sent one request to end, and nothing here waits for it;
 * `orphans: "stop"` does wait.
 *
 * @param known the owner, if an earlier reading named it: it is then looked at first, and what is read
 * after that look need not be read again
 */
export const reconcile = Effect.fnUntraced(function* (
  id: JobId,
  orphans: OrphanedWork = "signal",
  known: OwnerIdentity | null = null
): Effect.fn.Return<Job, ReadError, Reading> {
  const store = yield* JobStore
  const probe = yield* OwnerProbe
  const now = yield* Clock.currentTimeMillis
  const seen = known === null ? null : yield* probe.observe(known)
  let facts = yield* store.facts(id)
  if (facts.settlement === null) {
    if (lacksClaim(facts)) facts = yield* findClaim(store, id)
    const owner = facts.claim?._tag === "Owned" ? facts.claim.owner : null
    const isKnown = known !== null && owner !== null && isSameOwner(owner, known)
    const early = isKnown ? seen : null
    const evidence = early ?? (owner === null ? null : yield* probe.observe(owner))
    if (early === null && evidence !== null && evidence._tag !== "Alive") {
      facts = yield* store.facts(id)
    }
    const looked = facts.claim === null ? yield* observeLaunch(facts) : evidence
    const diagnosis = yield* decide(facts, looked, now)
    switch (diagnosis._tag) {
      case "Leave":
      case "Doubt":
        if (facts.settlement === null) return yield* shown(store, facts, diagnosis.health)
        break
      case "VoidAndSettle": {
        const ended = yield* endUnclaimed(facts, diagnosis.outcome)
        if (ended === "StillWaiting") return yield* shown(store, facts, { _tag: "Waiting" })
        if (ended === "ClaimedMeanwhile") return yield* reconcile(id, orphans)
        facts = ended
        break
      }
      case "Settle": {
        const end = diagnosis.askHost
          ? yield* recoverOutcome(facts, diagnosis.outcome)
          : { outcome: diagnosis.outcome, result: undefined }
        facts = yield* record(facts, end, yield* judgeWork(facts, evidence))
        if (evidence?._tag === "Gone" && isSaved(facts)) yield* clearChannel(id)
        break
      }
    }
  }
  if (!isSaved(facts)) return yield* shown(store, facts, over, false)
  return yield* shown(store, yield* followWork(facts, orphans), over)
})

const clearChannel = (id: JobId) =>
  Effect.flatMap(LivenessChannel, (channel) => channel?.clear(id) ?? Effect.void)

const over: Health = { _tag: "Over" }

const shown = (store: JobStore["Service"], facts: JobFacts, health: Health, saved = true) =>
  Effect.fromResult(jobOf(store, facts, health, saved))

/** Marks a settlement that this reader found and could not write. */
const unsavedNonce = "unsaved"
const isSaved = (facts: JobFacts) => facts.settlement?.nonce !== unsavedNonce

/** The same answer at every look: its time is the last one on record, and no reader's own. */
const unsaved = (facts: JobFacts, { outcome, result }: RunnerEnd, work: WorkState): JobFacts => ({
  ...facts,
  result: facts.result ?? (result === undefined ? null : { value: result, at: endOf(facts) }),
  settlement: {
    outcome,
    settledBy: "Reader",
    settledAt: endOf(facts),
    work,
    nonce: unsavedNonce
  }
})

const endOf = (facts: JobFacts): number =>
  facts.claim?._tag === "Owned"
    ? lastSign(facts, facts.claim)
    : (facts.claim?.voidedAt ?? facts.created.createdAt)

/**
 * One name decides between whoever ends an unclaimed job and a late owner: the claim's. While that
 * name cannot be taken it is free, and the job goes on waiting: an owner may still come.
 */
const endUnclaimed = Effect.fnUntraced(function* (facts: JobFacts, outcome: Outcome) {
  const claim =
    facts.claim ??
    (yield* voidClaim(facts.id, outcome).pipe(
      Effect.catchTag("JobStoreError", () => Effect.succeed(null))
    ))
  if (claim === null) return "StillWaiting" as const
  if (claim._tag === "Owned") return "ClaimedMeanwhile" as const
  return yield* record(
    { ...facts, claim },
    { outcome: claim.outcome, result: undefined },
    "Stopped"
  )
})

/**
 * Settles as a reader, the result first, and reads what stands then; or shows it unsaved where it
 * may not write.
 */
const record = Effect.fnUntraced(
  function* (facts: JobFacts, end: RunnerEnd, work: WorkState) {
    const store = yield* JobStore
    const outcome = yield* recordRecovered(facts.id, end)
    yield* settle(facts.id, { outcome, settledBy: "Reader", work })
    return yield* store.facts(facts.id)
  },
  (recorded, facts, end, work) =>
    Effect.catchTag(recorded, "JobStoreError", () => Effect.succeed(unsaved(facts, end, work)))
)
