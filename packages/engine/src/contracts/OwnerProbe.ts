import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Evidence, OwnerIdentity } from "../model/OwnerIdentity.ts"

/**
 * Observes owners.
 *
 * Law: `Gone` only on proof, that is an observation which no living owner of that identity could
 * cause. A refusal, a foreign scope or a doubt is `Unknown` (I7 unknown-stays-unknown). A stopped
 * owner is `Alive` and frozen. `self` is made from inside the owner and is `Alive` while it lives.
 */
export class OwnerProbe extends Context.Service<
  OwnerProbe,
  {
    readonly self: Effect.Effect<OwnerIdentity>
    readonly observe: (owner: OwnerIdentity) => Effect.Effect<Evidence>
  }
>()("job-lifecycle/OwnerProbe") {}
