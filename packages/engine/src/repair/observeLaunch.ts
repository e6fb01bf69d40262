import * as Effect from "effect/Effect"
import type { JobFacts } from "../model/facts.ts"
import { Evidence } from "../model/OwnerIdentity.ts"
import { OwnerProbe } from "../contracts/OwnerProbe.ts"
import { WorkStopper } from "../contracts/WorkStopper.ts"

/**
 * Looks for whoever could still claim a job that its submitter was to start an owner for: the
 * submitter itself, and every process that carries the job's id as its token. `Gone` when there is
 * none of them; null when anybody may claim the job, so that nobody's absence says anything.
 *
 * **Gotchas**: a process that was just forked does not carry its token before it has become its
 * program. So `Gone` means something only when the submission is older than that can take.
 */
export const observeLaunch = Effect.fnUntraced(function* ({
  created: { id, request, submitter }
}: JobFacts): Effect.fn.Return<Evidence | null, never, OwnerProbe | WorkStopper> {
  if (request.launched !== true) return null
  const launcher = yield* (yield* OwnerProbe).observe(submitter)
  if (launcher._tag !== "Gone") return launcher
  // After that look: nobody is left who could start another one.
  const candidates = yield* (yield* WorkStopper).observe({
    work: null,
    token: id,
    owner: submitter,
    includesOwner: false
  })
  return candidates === "Stopped"
    ? launcher
    : Evidence.Unknown({ reason: "an owner may have been started for it" })
})
