import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { checkOptions, flag } from "./model/checkOptions.ts"
import type { InvalidRequest } from "./model/errors.ts"
import { ClaimRefused } from "./model/errors.ts"
import type { OwnedClaim } from "./model/facts.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import type { Platform } from "./contracts/Platform.ts"
import { drawClaim } from "./race/drawClaim.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { findClaim, lacksClaim } from "./repair/lostClaim.ts"
import { reconcile } from "./repair/reconcile.ts"
import type { Runner } from "./contracts/Runner.ts"
import { supervise } from "./race/supervise.ts"
import { catchStoreDefect } from "./settling/catchStoreDefect.ts"
import { cancelledBy } from "./model/underCancel.ts"

/**
 * Claims a submitted job and runs it to its outcome. One claim decides, for ever; whoever comes after it is told
 * what became of the job.
 */
export const own = <A, E, R>(
  id: JobId,
  runner: Runner<A, E, R>,
  options: { readonly dedicated?: boolean | undefined } = {}
): Effect.Effect<Job, ClaimRefused | InvalidRequest | ReadError, Platform | R> =>
  Effect.catchTag(claimAndRun(id, runner, options), "ClaimRefused", (refusal) =>
    reconcile(id).pipe(
      Effect.orElseSucceed(() => null),
      Effect.flatMap((job) => Effect.fail(job === null ? refusal : tellEnd(refusal, job)))
    )
  )

const tellEnd = (refusal: ClaimRefused, { id, state }: Job): ClaimRefused => {
  if (state._tag !== "Settled") return refusal
  const { standing } = refusal
  const ended = `it ended as ${state.settlement.outcome._tag}`
  const detail = standing === "Owned" ? ended : `${ended} before anybody started it`
  return new ClaimRefused({ id, standing, detail })
}

const claimAndRun = Effect.fnUntraced(function* <A, E, R>(
  id: JobId,
  runner: Runner<A, E, R>,
  options: { readonly dedicated?: boolean | undefined }
): Effect.fn.Return<Job, ClaimRefused | InvalidRequest | ReadError, Platform | R> {
  yield* checkOptions(options, { dedicated: flag })
  const store = yield* JobStore
  const first = yield* store.facts(id)
  const { claim: standing, created } = lacksClaim(first) ? yield* findClaim(store, id) : first
  if (standing !== null) return yield* refused(id, standing._tag)
  const self = yield* (yield* OwnerProbe).self
  const dedicated = options.dedicated ?? false
  const claim = yield* drawClaim(self, yield* Clock.currentTimeMillis, dedicated)
  const take = takeSubmitted(store, id, claim)
  // What cannot be read now is looked for again by the race.
  const early = catchStoreDefect("look for a cancel", () => store.standing(id, "cancel")).pipe(
    Effect.map((asked) => (asked === null ? null : cancelledBy(asked))),
    Effect.orElseSucceed(() => null),
    Effect.provideService(JobStore, store)
  )
  const { request } = created
  yield* supervise({
    id,
    request,
    created,
    claim,
    take,
    onTaken: () => {},
    early,
    runner,
    sharesTerminal: false,
    holdsOn: dedicated
  })
  return yield* reconcile(id)
})

const takeSubmitted = Effect.fnUntraced(function* (
  store: JobStore["Service"],
  id: JobId,
  claim: OwnedClaim
) {
  const published = yield* store.publishOnce(id, "claim", claim)
  if (published._tag === "Standing") return yield* refused(id, published.value._tag)
})

const refused = (id: JobId, standing: "Owned" | "Void") =>
  new ClaimRefused({
    id,
    standing,
    detail: standing === "Owned" ? "another owner has it" : "it was ended before anybody started it"
  })
