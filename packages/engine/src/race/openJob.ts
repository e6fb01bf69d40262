import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { armLastGasp } from "../settling/armLastGasp.ts"
import type { Client } from "../endings/clientExit.ts"
import type { Hearing } from "../endings/silence.ts"
import type { Created, FactValue, OwnedClaim, Progress } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Settlement } from "../model/Outcome.ts"
import type { Nudges } from "./Nudges.ts"
import { makeNudges } from "./Nudges.ts"
import { WorkIdentity } from "../model/OwnerIdentity.ts"
import { asJson } from "../model/asJson.ts"
import type { Wanted } from "../model/checkOptions.ts"
import { anObject, checkOptions, checkValue, text } from "../model/checkOptions.ts"
import type { ProgressUpdate, RunnerContext } from "../contracts/Runner.ts"
import { RunnerView } from "./RunnerView.ts"
import type { SurviveRemoval } from "../settling/surviveRemoval.ts"
import { surviveRemoval } from "../settling/surviveRemoval.ts"

/** One running job, as its owner holds it in memory. */
export interface OpenJob {
  readonly context: RunnerContext
  readonly client: Client
  readonly hearing: Hearing
  /** Between this owner and those who watch it. */
  readonly nudges: Nudges
  readonly abort: () => void
  /** What was recorded as started outside this process. */
  readonly work: () => WorkIdentity | null
  /** How much of its output could not be written to the log, if not all of it was. */
  readonly unlogged: () => Pick<Settlement, "unloggedBytes">
  /** Lets a write outlive the removal of the record. */
  readonly survive: SurviveRemoval
  /**
   * From here on the runner's words are late and touch nothing (I10 late-is-kept-apart), but for its output
   * and, until it has ended, the name of what it started.
   */
  readonly close: () => void
}

/** All that its runner has said of a job. */
type Said = Omit<Progress, "at" | "nonce">

/**
 * Makes what a runner is given; its watchers live in `scope`. Its effects report a store's trouble
 * and go on.
 *
 * @param runs whether the runner has not ended yet
 */
export const openJob = Effect.fnUntraced(function* (
  job: {
    readonly id: JobId
    readonly request: JobRequest
    readonly created: Created
    readonly claim: OwnedClaim
  },
  scope: Scope.Scope,
  runs: () => boolean
): Effect.fn.Return<OpenJob, never, JobStore> {
  const store = yield* JobStore
  const client: Client = {
    gone: yield* Deferred.make<string>(),
    answered: false,
    answer: undefined
  }
  const hearing: Hearing = { count: 0, last: null }
  const nudges = yield* makeNudges
  let open = true
  let work: FactValue<"work"> | null = null
  let unloggedBytes = 0
  const said: Said = { phase: null, message: null, resumeHandle: null }

  // Often it is handed on as it is, and called with whatever was heard: that is a sign, and no word.
  const heard = (what?: unknown): void => {
    hearing.count += 1
    if (typeof what === "string") hearing.last = what
  }
  const recordWork = Effect.suspend(() =>
    work === null ? Effect.void : store.publishOnce(job.id, "work", work)
  )
  const survive = surviveRemoval({
    created: job.created,
    claim: job.claim,
    again: Effect.andThen(armLastGasp(job), recordWork)
  })
  const reported = <E extends { readonly message: string }>(
    effect: Effect.Effect<unknown, E, JobStore>
  ): Effect.Effect<void> =>
    Effect.asVoid(effect).pipe(
      Effect.catch((error) => Effect.logWarning(`Job ${job.id}: ${error.message}`)),
      // A word that throws when it is read, a host's store that breaks: the work goes on.
      Effect.catchDefect((defect) => Effect.logWarning(`Job ${job.id}: it broke:`, defect)),
      Effect.provideService(JobStore, store)
    )
  const whileOpen = <E extends { readonly message: string }>(
    effect: Effect.Effect<unknown, E>
  ): Effect.Effect<void> =>
    reported(Effect.suspend(() => (open ? Effect.asVoid(survive(effect)) : Effect.void)))
  const progress = (update: ProgressUpdate): Effect.Effect<void> =>
    whileOpen(recordProgress(store, job, { update, said, heard, nudges }))

  const context = new RunnerView({
    id: job.id,
    token: job.claim.token,
    progress,
    resumeHandle: (handle) => progress({ resumeHandle: handle }),
    // Kept after the outcome too: how the work took its end is worth reading.
    log: (chunk) =>
      reported(
        Effect.suspend(() => {
          heard("output")
          const bytes = bytesOf(chunk)
          const append = Effect.tap(store.appendLog(job.id, bytes), () => Effect.sync(nudges.tell))
          // Only an open job is recorded anew for the sake of its output.
          const added = Effect.tapCause(open ? survive(append) : append, () =>
            Effect.sync(() => {
              unloggedBytes += bytes.byteLength
            })
          )
          return Effect.andThen(checkValue("log", chunk, textOrBytes), added)
        })
      ),
    heard,
    work: (identity) =>
      reported(
        Effect.andThen(checkValue("work", identity, identityOfWork), Clock.currentTimeMillis).pipe(
          Effect.flatMap((startedAt) => {
            // What it starts while it is being stopped has to be stopped too, by whoever outlives it. Once it
            // has ended, nothing is the job's any more.
            if (!open && !runs()) return Effect.void
            // What was looked at is kept, and not what becomes of it.
            work ??= { identity: asJson(identity) as unknown as WorkIdentity, startedAt }
            return open ? survive(recordWork) : recordWork
          })
        )
      ),
    clientExit: (gone) =>
      Effect.flatMap(gone, (reason) => Deferred.succeed(client.gone, reason)).pipe(
        Effect.catchCause((cause) =>
          Cause.hasInterruptsOnly(cause)
            ? Effect.void
            : Effect.logError(`Nobody watches the client any more: ${Cause.pretty(cause)}`)
        ),
        Effect.interruptible,
        Effect.forkIn(scope, { startImmediately: true }),
        Effect.asVoid
      ),
    answered: (answer) =>
      Effect.sync(() => {
        client.answered = true
        client.answer = answer
      })
  })
  return {
    context,
    client,
    hearing,
    nudges,
    abort: () => context.abort(),
    work: () => work?.identity ?? null,
    unlogged: () => (unloggedBytes === 0 ? {} : { unloggedBytes }),
    survive,
    close: () => {
      open = false
    }
  }
})

const encoder = new TextEncoder()

/** A view of another kind counts in units of its own. What is neither is refused elsewhere. */
const bytesOf = (chunk: string | Uint8Array): Uint8Array => {
  if (typeof chunk === "string") return encoder.encode(chunk)
  if (!ArrayBuffer.isView(chunk) || chunk instanceof Uint8Array) return chunk
  const { buffer, byteLength, byteOffset } = chunk as ArrayBufferView
  return new Uint8Array(buffer, byteOffset, byteLength)
}

const isWork = Schema.is(WorkIdentity)
const identityOfWork: Wanted = {
  is: (value) => isWork(asJson(value)),
  words: "the identity of what was started"
}
const textOrBytes: Wanted = {
  is: (value) => typeof value === "string" || ArrayBuffer.isView(value),
  words: "a string or bytes"
}

const recordProgress = Effect.fnUntraced(function* (
  store: JobStore["Service"],
  { claim, id }: { readonly id: JobId; readonly claim: OwnedClaim },
  saying: {
    readonly update: ProgressUpdate
    readonly said: Said
    readonly heard: (what: string) => void
    readonly nudges: Nudges
  }
) {
  const { heard, nudges, said, update } = saying
  yield* checkValue("progress", update, anObject)
  const { message, phase, resumeHandle } = update
  heard(phase ?? message ?? "progress")
  const words = { phase, message, resumeHandle }
  yield* checkOptions(words, { phase: text, message: text, resumeHandle: text })
  for (const [field, word] of Object.entries(words)) {
    if (word !== undefined) Object.assign(said, { [field]: word })
  }
  const at = yield* Clock.currentTimeMillis
  yield* store.putProgress(id, { ...said, at, nonce: claim.nonce })
  nudges.tell()
})
