import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { JobFacts } from "../model/facts.ts"

/** What a host may know of a job whose owner is gone. */
export type Recovered =
  /** The work was finished after all, with this result. */
  | { readonly _tag: "Result"; readonly value: Schema.Json }
  /** It is known to have failed, and why. */
  | { readonly _tag: "Failure"; readonly message: string }
  | { readonly _tag: "NothingKnown" }

/**
 * Asked before a job is settled as `Orphaned`, for hosts whose work leaves traces of its own. Rival
 * readers may each ask, but those of one façade together; the first answer on record stands. Best effort: a hook
 * that breaks, answers what is no answer, or takes more than ten seconds, is reported and counts as `NothingKnown`.
 * A result that the store never takes makes the job `Failed`.
 *
 * **Gotchas**: a hook that reads the job about which it is asked through the same façade waits for itself.
 */
export const Recover = Context.Reference<(facts: JobFacts) => Effect.Effect<Recovered>>(
  "job-lifecycle/Recover",
  { defaultValue: () => knowsNothing }
)

/** The hook of a host that has none. */
export const knowsNothing = (): Effect.Effect<Recovered> => Effect.succeed({ _tag: "NothingKnown" })
