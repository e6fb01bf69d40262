import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { TerminationSignal } from "../model/Outcome.ts"

/** How an owner's process is about to end while a job is still open. */
export type ProcessEnd =
  /** Nothing is left that could ever wake it. */
  | { readonly _tag: "Drained" }
  /** Somebody called for the exit; `uncaught` is the exception that did, if one did. */
  | { readonly _tag: "Exiting"; readonly code: number; readonly uncaught: string | null }
  /** A second signal forced it. */
  | { readonly _tag: "Forced"; readonly signal: TerminationSignal }

/**
 * The net below the race: calls `hook` synchronously in the last instant before the owner's process
 * ends by itself. SIGKILL, a heap limit or a power cut run no hook; there the next reader settles.
 */
export class ProcessExit extends Context.Service<
  ProcessExit,
  {
    /** The hook answers whether it found its job open: only then was the end of the process wrong. */
    readonly guard: (hook: (end: ProcessEnd) => boolean) => Effect.Effect<void, never, Scope.Scope>
  }
>()("job-lifecycle/ProcessExit") {}
