import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { TerminationSignal } from "../model/Outcome.ts"

/**
 * Tells an owner that its process was asked to end.
 *
 * Law: from `open` to the close of its scope no such signal is missed, one that came in between
 * is latched for every open job, and a second one of any kind ends the process at once (after
 * `ProcessExit` has had its word). After the last scope has closed, nothing of ours is installed.
 */
export class TerminationSignals extends Context.Service<
  TerminationSignals,
  {
    readonly open: Effect.Effect<Effect.Effect<TerminationSignal>, never, Scope.Scope>
  }
>()("job-lifecycle/TerminationSignals") {}
