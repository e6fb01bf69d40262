import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { inBackground } from "../contracts/BackgroundClock.ts"
import type { OwnedClaim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { renewalMillis } from "../model/Lease.ts"

/** The job whose owner we are. */
interface Leased {
  readonly id: JobId
  readonly request: JobRequest
  readonly claim: OwnedClaim
}

/**
 * Renews the lease of a job now and then until the scope closes, beginning with the first pause: a
 * job that ends sooner has none. A renewal that fails changes nothing; the next one may not.
 */
export const keepLease = ({
  claim,
  id,
  request
}: Leased): Effect.Effect<void, never, JobStore | Scope.Scope> =>
  Effect.flatMap(JobStore, (store) =>
    Effect.sleep(Duration.millis(renewalMillis(request.limits))).pipe(
      inBackground,
      Effect.andThen(Effect.exit(store.renewLease(id, claim.nonce))),
      Effect.forever,
      Effect.interruptible,
      Effect.forkScoped({ startImmediately: true }),
      Effect.asVoid
    )
  )
