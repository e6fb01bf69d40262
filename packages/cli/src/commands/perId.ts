import type { JobId } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Failure } from "../shown/failure.ts"
import { damagedJson } from "../json/failureJson.ts"
import { exitCodeOfFailure } from "../shown/failure.ts"
import type { JobDocument } from "../json/JobDocument.ts"
import { printDocument } from "../json/printDocument.ts"

/** What came of asking about several jobs. */
export interface PerId<A> {
  readonly answers: ReadonlyArray<A>
  readonly failures: ReadonlyArray<Failure>
}

/** Asks about each job, all at once: one that cannot be read keeps no other from its answer. */
export const perId = Effect.fnUntraced(function* <A, R>(
  ids: ReadonlyArray<JobId>,
  ask: (id: JobId) => Effect.Effect<A, Failure, R>
): Effect.fn.Return<PerId<A>, Failure, R> {
  const results = yield* Effect.forEach(ids, (id) => Effect.result(ask(id)), {
    concurrency: "unbounded"
  })
  const failures = results.flatMap((one) => (Result.isFailure(one) ? [one.failure] : []))
  // The only one that was asked about is the command's own failure.
  if (ids.length === 1 && failures[0] !== undefined) return yield* Effect.fail(failures[0])
  const answers = results.flatMap((one) => (Result.isSuccess(one) ? [one.success] : []))
  return { answers, failures }
})

/** Prints one document: `{job}` for the only id that was asked about, else `{jobs}`. */
export const printJobs = (
  asked: number,
  jobs: ReadonlyArray<JobDocument>,
  { failures }: PerId<unknown>,
  more: { readonly alreadySettled?: ReadonlyArray<string> } = {}
): void => {
  const [first] = jobs
  if (asked === 1 && first !== undefined) return printDocument({ job: first, ...more })
  printDocument({ jobs: [...jobs], ...damagedJson(failures), ...more })
}

export const exitCodesOf = ({ failures }: PerId<unknown>): ReadonlyArray<number> =>
  failures.map(exitCodeOfFailure)
