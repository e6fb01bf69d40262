import * as Effect from "effect/Effect"
import type { Evidence, OwnerIdentity } from "../model/OwnerIdentity.ts"
import { isSameOwner } from "../model/OwnerIdentity.ts"
import type { OwnerProbe } from "../contracts/OwnerProbe.ts"

/**
 * Looks at each owner once, for a listing: a thousand jobs may be one process's.
 *
 * **Details**: what a look showed is a little older then than the record it is held against. `Gone` is
 * for ever, and no other answer leads to anything that a look in that instant would forbid (I4, I7). So
 * it is not for a reader that waits for something.
 */
export const observeOnce = (probe: OwnerProbe["Service"]): OwnerProbe["Service"] => {
  const seen = new Map<string, { readonly owner: OwnerIdentity; readonly evidence: Evidence }>()
  const observe = (owner: OwnerIdentity) =>
    Effect.suspend(() => {
      const known = seen.get(owner.label)
      if (known !== undefined && isSameOwner(known.owner, owner))
        return Effect.succeed(known.evidence)
      return Effect.map(probe.observe(owner), (evidence) => {
        seen.set(owner.label, { owner, evidence })
        return evidence
      })
    })
  return { ...probe, observe }
}
