import * as Effect from "effect/Effect"
import type { JobStoreError } from "../model/errors.ts"
import type { OwnedClaim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"

/** Answers whether the claim that stands is ours. */
export const isOurs = (job: {
  readonly id: JobId
  readonly claim: OwnedClaim
}): Effect.Effect<boolean, JobStoreError, JobStore> =>
  Effect.flatMap(JobStore, (store) =>
    Effect.map(
      store.standing(job.id, "claim"),
      (standing) => standing?._tag === "Owned" && standing.nonce === job.claim.nonce
    )
  )
