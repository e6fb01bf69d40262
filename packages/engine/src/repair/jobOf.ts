import * as Result from "effect/Result"
import { JobDamaged } from "../model/errors.ts"
import type { JobFacts } from "../model/facts.ts"
import { lastEventAt } from "../model/lastEventAt.ts"
import type { Health, Job } from "../model/Job.ts"
import type { JobStore } from "../contracts/JobStore.ts"
import { stateOf } from "../model/stateOf.ts"

/** Builds what a caller sees from facts that were just judged. */
export const jobOf = (
  store: JobStore["Service"],
  facts: JobFacts,
  health: Health,
  saved: boolean
): Result.Result<Job, JobDamaged> =>
  Result.mapBoth(stateOf(facts), {
    onFailure: (illegal) =>
      new JobDamaged({
        id: facts.id,
        fact: illegal.from === "Queued" ? "claim" : "outcome",
        detail: `is missing, though later ones are there (${illegal.event}: ${illegal.why})`,
        searched: store.location
      }),
    onSuccess: (state) => {
      const owned = facts.claim?._tag === "Owned" ? facts.claim : null
      const progress =
        owned !== null && facts.progress?.nonce === owned.nonce ? facts.progress : null
      return {
        id: facts.id,
        request: facts.created.request,
        state,
        health,
        submitter: facts.created.submitter,
        owner: owned?.owner ?? null,
        work: facts.work?.identity ?? null,
        createdAt: facts.created.createdAt,
        startedAt: owned?.claimedAt ?? null,
        lastEventAt: lastEventAt(facts),
        phase: progress?.phase ?? null,
        message: progress?.message ?? null,
        resumeHandle: progress?.resumeHandle ?? null,
        cancel: facts.cancel,
        ...resultOf(facts),
        hook: { started: facts.hookStarted, ended: facts.hookEnded },
        logFile: store.logFile(facts.id),
        unreadable: facts.unreadable,
        ...(facts.newer === undefined ? {} : { newer: facts.newer }),
        saved
      }
    }
  })

/** A result that lost to another outcome was recorded too late to be the job's (I10). */
const resultOf = ({ late, result, settlement }: JobFacts): Pick<Job, "result" | "late"> =>
  settlement === null || settlement.outcome._tag === "Completed"
    ? { result: result?.value ?? null, late }
    : { result: null, late: late ?? result }
