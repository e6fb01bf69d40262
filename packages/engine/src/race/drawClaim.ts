import * as Effect from "effect/Effect"
import type { OwnedClaim } from "../model/facts.ts"
import { makeNonce } from "../model/JobId.ts"
import type { OwnerIdentity } from "../model/OwnerIdentity.ts"

/** Makes a claim for this owner, with a nonce and a token of its own. Nothing is published yet. */
export const drawClaim = Effect.fnUntraced(function* (
  owner: OwnerIdentity,
  claimedAt: number,
  dedicated: boolean
) {
  const claim: OwnedClaim = {
    _tag: "Owned",
    owner,
    nonce: yield* makeNonce,
    token: yield* makeNonce,
    claimedAt,
    dedicated
  }
  return claim
})
