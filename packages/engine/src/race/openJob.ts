import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { JobStore } from "../contracts/JobStore.ts"
import type { RunnerContext } from "../contracts/Runner.ts"
import type { Client } from "../endings/clientExit.ts"
import type { Hearing } from "../endings/silence.ts"
import type { Settlement } from "../model/Outcome.ts"
import type { WorkIdentity } from "../model/OwnerIdentity.ts"
import { armLastGasp } from "../settling/armLastGasp.ts"
import type { SurviveRemoval } from "../settling/surviveRemoval.ts"
import { surviveRemoval } from "../settling/surviveRemoval.ts"
import type { Heard } from "./Heard.ts"
import { hear } from "./Heard.ts"
import type { Nudges } from "./Nudges.ts"
import { makeNudges } from "./Nudges.ts"
import { RunnerView } from "./RunnerView.ts"
import { appendOutput, nameWork, recordProgress, recordWork, watchClient } from "./runnerWords.ts"

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

/**
 * Makes what a runner is given; its watchers live in `scope`. Its effects report a store's trouble
 * and go on.
 *
 * @param runs whether the runner has not ended yet
 */
export const openJob = Effect.fnUntraced(function* (
  job: Heard["job"],
  scope: Scope.Scope,
  runs: () => boolean
): Effect.fn.Return<OpenJob, never, JobStore> {
  const store = yield* JobStore
  const heard: Heard = {
    job,
    store,
    client: { gone: yield* Deferred.make<string>(), answered: false, answer: undefined },
    hearing: { count: 0, last: null },
    nudges: yield* makeNudges,
    survive: surviveRemoval({
      created: job.created,
      claim: job.claim,
      again: Effect.andThen(
        armLastGasp(job),
        Effect.suspend(() => recordWork(heard))
      )
    }),
    said: { phase: null, message: null, resumeHandle: null },
    work: null,
    unloggedBytes: 0,
    open: true
  }
  const context = contextOf(heard, scope, runs)
  const { client, hearing, nudges, survive } = heard
  return {
    context,
    client,
    hearing,
    nudges,
    abort: () => context.abort(),
    work: () => heard.work?.identity ?? null,
    unlogged: () => (heard.unloggedBytes === 0 ? {} : { unloggedBytes: heard.unloggedBytes }),
    survive,
    close: () => {
      heard.open = false
    }
  }
})

const contextOf = (heard: Heard, scope: Scope.Scope, runs: () => boolean): RunnerView => {
  const { client, job, store } = heard
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
    reported(
      Effect.suspend(() => (heard.open ? Effect.asVoid(heard.survive(effect)) : Effect.void))
    )
  return new RunnerView({
    id: job.id,
    token: job.claim.token,
    progress: (update) => whileOpen(recordProgress(heard, update)),
    resumeHandle: (resumeHandle) => whileOpen(recordProgress(heard, { resumeHandle })),
    log: (chunk) => reported(appendOutput(heard, chunk)),
    heard: (what?: unknown) => hear(heard.hearing, what),
    work: (identity) => reported(nameWork(heard, identity, runs)),
    clientExit: (gone) => watchClient(client, gone, scope),
    answered: (answer) =>
      Effect.sync(() => {
        client.answered = true
        client.answer = answer
      })
  })
}
