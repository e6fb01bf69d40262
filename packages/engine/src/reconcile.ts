import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { diagnose } from "./diagnose.ts"
import type { JobNotFound, JobStoreError } from "./errors.ts"
import { JobDamaged } from "./errors.ts"
import type { JobFacts } from "./facts.ts"
import type { Health, Job } from "./Job.ts"
import type { JobId } from "./JobId.ts"
import { jobOf } from "./jobOf.ts"
import { JobStore } from "./JobStore.ts"
import type { Outcome } from "./Outcome.ts"
import type { OrphanedWork } from "./orphanedWork.ts"
import { followWork, judgeWork } from "./orphanedWork.ts"
import { OwnerProbe } from "./OwnerProbe.ts"
import { recoverOutcome } from "./recoverOutcome.ts"
import { settle } from "./settle.ts"
import { voidClaim } from "./voidClaim.ts"
import type { WorkStopper } from "./WorkStopper.ts"

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
 */
export const reconcile = (
  id: JobId,
  orphans: OrphanedWork = "signal"
): Effect.Effect<Job, ReadError, JobStore | OwnerProbe | WorkStopper> =>
  Effect.gen(function* () {
    const store = yield* JobStore
    let facts = yield* store.facts(id)
    if (facts.settlement === null) {
      yield* refuseUnreadableClaim(facts, store.location)
      const evidence =
        facts.claim?._tag === "Owned" ? yield* (yield* OwnerProbe).observe(facts.claim.owner) : null
      if (evidence !== null && evidence._tag !== "Alive") facts = yield* store.facts(id)
      const diagnosis = diagnose(facts, evidence, yield* Clock.currentTimeMillis)
      switch (diagnosis._tag) {
        case "Leave":
          if (facts.settlement === null) return yield* shown(facts, diagnosis.health)
          break
        case "VoidAndSettle": {
          const ended = yield* endUnclaimed(facts, diagnosis.outcome)
          if (ended === "ClaimedMeanwhile") return yield* reconcile(id, orphans)
          facts = ended
          break
        }
        case "Settle": {
          const outcome = diagnosis.askHost
            ? yield* recoverOutcome(facts, diagnosis.outcome)
            : diagnosis.outcome
          facts = yield* record(facts, outcome, yield* judgeWork(facts, evidence))
          break
        }
      }
    }
    if (!isSaved(facts)) return yield* shown(facts, over, false)
    return yield* shown(yield* followWork(facts, orphans), over)
  })

/** Who owns a job decides everything about it, so nothing is decided while that cannot be read. */
const refuseUnreadableClaim = (facts: JobFacts, searched: string) =>
  facts.claim === null && facts.unreadable.includes("claim")
    ? Effect.fail(
        new JobDamaged({ id: facts.id, fact: "claim", detail: "cannot be read", searched })
      )
    : Effect.void

const over: Health = { _tag: "Over" }

const shown = (facts: JobFacts, health: Health, saved = true) =>
  Effect.flatMap(JobStore, (store) => Effect.fromResult(jobOf(store, facts, health, saved)))

/** Marks a settlement that this reader found and could not write. */
const unsavedNonce = "unsaved"
const isSaved = (facts: JobFacts) => facts.settlement?.nonce !== unsavedNonce

const unsaved = (facts: JobFacts, outcome: Outcome, work: "Stopped" | "Running" | "Unknown") =>
  Effect.map(Clock.currentTimeMillis, (settledAt): JobFacts => ({
    ...facts,
    settlement: { outcome, settledBy: "Reader", settledAt, work, nonce: unsavedNonce }
  }))

const endUnclaimed = (facts: JobFacts, outcome: Outcome) =>
  Effect.gen(function* () {
    const claim = facts.claim ?? (yield* voidClaim(facts.id, outcome))
    if (claim._tag === "Owned") return "ClaimedMeanwhile" as const
    return yield* record({ ...facts, claim }, claim.outcome, "Stopped")
  }).pipe(Effect.catchTag("JobStoreError", () => unsaved(facts, outcome, "Stopped")))

/** Settles as a reader and reads what stands then; or shows it unsaved where it may not write. */
const record = (facts: JobFacts, outcome: Outcome, work: "Stopped" | "Running" | "Unknown") =>
  Effect.gen(function* () {
    const store = yield* JobStore
    yield* settle(facts.id, { outcome, settledBy: "Reader", work })
    return yield* store.facts(facts.id)
  }).pipe(Effect.catchTag("JobStoreError", () => unsaved(facts, outcome, work)))
