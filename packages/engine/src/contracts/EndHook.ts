import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { HookEnded } from "../model/facts.ts"
import type { Job } from "../model/Job.ts"

/** How running it came out, as it is to be recorded. */
export type HookEnd = Omit<HookEnded, "at">

/**
 * Runs what a job asks for at its end, `request.onEnd`, for a job that has its outcome. Null, the
 * default, is "nothing is run here", and leaves it to somebody who can.
 *
 * Law: it is called at most once for a job, whoever calls it, and after the outcome is durable; what
 * it does or answers changes nothing about the job (I9 outcome-first). It has ten seconds, and is
 * interrupted then.
 *
 * **Gotchas**: the run of the job, or the call that found it without an owner, waits for it. So does whoever
 * closes what that runs in, and a hook that waits for such a closing waits for itself, until its time is over.
 */
export const EndHook = Context.Reference<
  ((job: Job, onEnd: string) => Effect.Effect<HookEnd>) | null
>("job-lifecycle/EndHook", { defaultValue: () => null })
