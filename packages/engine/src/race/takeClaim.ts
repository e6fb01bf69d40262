import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { JobStoreError } from "../model/errors.ts"
import type { OwnedClaim } from "../model/facts.ts"
import type { ExitGuard } from "../settling/guardExit.ts"
import type { JobId } from "../model/JobId.ts"
import type { JobStore } from "../contracts/JobStore.ts"
import type { Outcome, Settlement } from "../model/Outcome.ts"
import { settleLater } from "../settling/settleOwned.ts"
import type { SurviveRemoval } from "../settling/surviveRemoval.ts"

/** A typed error: whatever its caller refuses a claim with. */
export interface Tagged {
  readonly _tag: string
}

interface Taking<Refused> {
  readonly id: JobId
  readonly claim: OwnedClaim
  readonly take: Effect.Effect<void, Refused>
}

/**
 * Takes the claim, and opens the exit guard once it is known to be ours. A claim that was reported
 * as failed, or broke, may stand all the same; its caller has been told that nothing runs, so the record is
 * brought to say that too. Where the store refuses the place itself nothing was written, and nothing will be.
 */
export const takeClaim = <Refused extends Tagged>(
  job: Taking<Refused>,
  guard: ExitGuard
): Effect.Effect<void, Refused, JobStore> =>
  job.take.pipe(
    Effect.andThen(Effect.sync(guard.open)),
    Effect.tapCause((cause) => (mayStand(cause) ? disown(job, guard) : guard.close))
  )

const mayStand = (cause: Cause.Cause<Tagged>): boolean => {
  const error = Option.getOrNull(Cause.findErrorOption(cause))
  if (error === null) return true
  return error instanceof JobStoreError && !refusesPlace.has(error.reason)
}

const refusesPlace: ReadonlySet<JobStoreError["reason"]> = new Set(["NotAStore", "ForeignOwner"])

const disown = ({ claim, id }: Taking<unknown>, guard: ExitGuard) =>
  Effect.flatMap(Deferred.make<Settlement | null>(), (stands) => {
    const end = { outcome: notBegun, result: undefined }
    return settleLater({
      id,
      claim,
      end,
      seen: { work: "Stopped" },
      guard,
      survive: asItIs,
      stands
    })
  })

/** A record that nothing was started for is not made anew. */
const asItIs: SurviveRemoval = (effect) => effect

const notBegun: Outcome = {
  _tag: "NeverStarted",
  reason: "SpawnFailed",
  message: "its claim was reported as failed, so its owner did not start it",
  code: null,
  stderrTail: ""
}
