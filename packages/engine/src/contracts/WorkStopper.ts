import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { OwnedClaim } from "../model/facts.ts"
import type { WorkState } from "../model/Outcome.ts"
import type { OwnerIdentity, WorkIdentity } from "../model/OwnerIdentity.ts"

/** What is to be observed or stopped. */
export interface WorkTarget {
  /** What the owner started, or null in the gap between its claim and that record. */
  readonly work: WorkIdentity | null
  /** The claim's token, by which everything that the job started can be recognised. */
  readonly token: string
  /** Whose work it is: says where to look. Another machine's work is never judged from here. */
  readonly owner: OwnerIdentity
  /** The owner's process counts as part of the work: only if it exists for this job alone. */
  readonly includesOwner: boolean
}

/** The work of a claim, without its owner. */
export const targetOf = (claim: OwnedClaim, work: WorkIdentity | null): WorkTarget => ({
  work,
  token: claim.token,
  owner: claim.owner,
  includesOwner: false
})

/**
 * Stops what an owner ran.
 *
 * Law: a signal goes only to a process whose identity was matched immediately before
 * (I6 no-stranger-signalled); `Stopped` only when everything that was found is verified gone;
 * what cannot be examined is `Unknown`. Each of these waits takes at most the grace plus a
 * fixed margin: for a table of processes that can be read, for an earlier request to end, and for ours.
 */
export class WorkStopper extends Context.Service<
  WorkStopper,
  {
    readonly observe: (target: WorkTarget) => Effect.Effect<WorkState>
    /** Sends one request to end (or, when `kill`, ends it) and answers what one look shows after. */
    readonly signalOnce: (
      target: WorkTarget,
      options: { readonly kill: boolean }
    ) => Effect.Effect<WorkState>
    /**
     * Asks, waits for the grace, kills, and verifies. `asked`: the work has heard a request of its
     * own already (^C reaches everything at a terminal), so the grace comes before ours too.
     */
    readonly stop: (
      target: WorkTarget,
      options: { readonly graceMillis: number; readonly asked?: boolean }
    ) => Effect.Effect<WorkState>
  }
>()("job-lifecycle/WorkStopper") {}

/** A stopper that breaks knows nothing (I7): no defect of it keeps a job from its outcome (I5). */
export const catchStopperDefect = (stopper: WorkStopper["Service"]): WorkStopper["Service"] => ({
  observe: (target) => orUnknown(() => stopper.observe(target)),
  signalOnce: (target, how) => orUnknown(() => stopper.signalOnce(target, how)),
  stop: (target, how) => orUnknown(() => stopper.stop(target, how))
})

const orUnknown = (ask: () => Effect.Effect<WorkState>): Effect.Effect<WorkState> =>
  Effect.catchDefect(Effect.suspend(ask), (defect) =>
    Effect.as(Effect.logError("The work cannot be seen to:", defect), "Unknown")
  )
