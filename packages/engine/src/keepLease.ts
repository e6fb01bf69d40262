import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { inBackground } from "./BackgroundClock.ts"
import type { OwnedClaim } from "./facts.ts"
import type { JobId } from "./JobId.ts"
import type { JobRequest } from "./JobRequest.ts"
import { JobStore } from "./JobStore.ts"
import { renewalMillis } from "./Lease.ts"

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
