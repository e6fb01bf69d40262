import * as Effect from "effect/Effect"
import type { Evidence, OwnerIdentity } from "../model/OwnerIdentity.ts"
import type { OwnerProbe } from "../contracts/OwnerProbe.ts"

/**
 * Looks at each owner once, for a listing: a thousand jobs may be one process's.
 *
 * **Details**: what a look showed is a little older then than the record it is held against. `Gone` is
 * for ever, and no other answer leads to anything that a look in that instant would forbid (I4, I7). So
 * it is not for a reader that waits for something.
 */
export const observeOnce = (probe: OwnerProbe["Service"]): OwnerProbe["Service"] => {
  const seen = new Map<string, Evidence>()
  const observe = (owner: OwnerIdentity) =>
    Effect.suspend(() => {
      const whole = JSON.stringify(owner)
      const known = seen.get(whole)
      if (known !== undefined) return Effect.succeed(known)
      return Effect.map(probe.observe(owner), (evidence) => {
        seen.set(whole, evidence)
        return evidence
      })
    })
  return { ...probe, observe }
}
