import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { callable, checkOptions, flag } from "./model/checkOptions.ts"
import type { ClaimRefused, InvalidRequest, JobNotFound, JobStoreError } from "./model/errors.ts"
import type { Created, OwnedClaim } from "./model/facts.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import type { JobRequest } from "./model/JobRequest.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { markRead } from "./markRead.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import type { Platform } from "./contracts/Platform.ts"
import { drawClaim } from "./race/drawClaim.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"
import type { Runner } from "./contracts/Runner.ts"
import type { SubmitOptions } from "./submit.ts"
import { draft, idTaken, requestOf, submitOptions } from "./submit.ts"
import { supervise } from "./race/supervise.ts"

/** What a caller asks for of a job that this process runs. */
export interface RunOptions extends SubmitOptions {
  /** This process exists for the job alone, so that a cancel may signal it. Default false. */
  readonly dedicated?: boolean | undefined
  /** The command stands at our terminal, which sends ^C to it as well. Default false. */
  readonly sharesTerminal?: boolean | undefined
  /**
   * Called with the id once the job is on record, before its runner starts. When it throws, the job is
   * `Failed` and its runner is not started. Nobody waits for what an async function does there: its
   * rejection is a warning.
   */
  readonly onRecorded?: ((id: JobId) => void) | undefined
}

/**
 * Records a job and its claim as one fact, and runs it to its outcome. The outcome is the caller's
 * to see, so the job counts as read.
 */
export const run = Effect.fnUntraced(function* <A, E, R>(
  options: RunOptions,
  runner: Runner<A, E, R>
): Effect.fn.Return<Job, ClaimRefused | InvalidRequest | ReadError, Platform | R> {
  yield* checkOptions(options, runOptions)
  const request = yield* requestOf(options)
  const id = yield* runAs(request, options, runner)
  yield* markRead(id)
  return yield* reconcile(id)
})

const runOptions = { ...submitOptions, dedicated: flag, sharesTerminal: flag, onRecorded: callable }

/** The id is taken, or its submission was begun so long ago that it was given up. */
class IdTaken extends Data.TaggedError("IdTaken") {}

/** Runs under a new id, and under another one where that proves to be taken: nothing has run then. */
const runAs = <A, E, R>(
  request: JobRequest,
  options: RunOptions,
  runner: Runner<A, E, R>
): Effect.Effect<JobId, InvalidRequest | JobNotFound | JobStoreError, Platform | R> =>
  Effect.catchTag(runUnder(request, options, runner), "IdTaken", () =>
    runAs(request, options, runner)
  )

const runUnder = Effect.fnUntraced(function* <A, E, R>(
  request: JobRequest,
  options: RunOptions,
  runner: Runner<A, E, R>
) {
  const store = yield* JobStore
  const self = yield* (yield* OwnerProbe).self
  const created = yield* draft(request, self, options.id, (at) =>
    drawClaim(self, at, options.dedicated ?? false)
  )
  const take = takeNew(store, created, options.id != null)
  const claim = created.claim as OwnedClaim
  yield* supervise({
    id: created.id,
    request,
    created,
    claim,
    take,
    onTaken: () => options.onRecorded?.(created.id),
    // Nobody could have known the id before.
    early: Effect.succeed(null),
    runner,
    sharesTerminal: options.sharesTerminal ?? false,
    holdsOn: false
  })
  return created.id
})

/** One fact carries the job and its claim. */
const takeNew = Effect.fnUntraced(function* (
  store: JobStore["Service"],
  created: Created,
  named: boolean
) {
  const published = yield* store.submit(created)
  if (published._tag === "Won") return
  return yield* named ? idTaken(created.id) : new IdTaken()
})
