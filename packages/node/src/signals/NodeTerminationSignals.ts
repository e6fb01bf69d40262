import { TerminationSignals } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { OnLast } from "./terminationPeriod.ts"
import { joinPeriod, leavePeriod } from "./terminationPeriod.ts"

/**
 * Listens for SIGTERM, SIGINT, SIGHUP and Windows' SIGBREAK while at least one job is open in this
 * process, and for nothing at any other time.
 *
 * **Details**: the first signal is told to every open job, and to those that open before the last
 * one has closed. A second one of any kind ends the process at once with 128 + n, after
 * `NodeProcessExit` had its word. With `onLast: "exit"` the process, having been asked to end, does
 * so with 128 + n when its last job has closed, unless somebody else also listened for that signal:
 * then the end is theirs to decide. With `"report"` it is the caller's.
 *
 * **Gotchas**: a listener takes away Node's default action, so that code in the same process which
 * blocks the event loop delays the answer to a signal. Several layers in one process share one
 * period; where two plugins bring a copy of this package each, the last job of all ends the process.
 */
export const NodeTerminationSignals = {
  layer: (options: { readonly onLast: OnLast }) =>
    Layer.succeed(TerminationSignals, {
      open: Effect.acquireRelease(
        Effect.sync(() => joinPeriod(options.onLast)),
        () => Effect.andThen(aTurn, Effect.sync(leavePeriod))
      )
    })
}

/**
 * A turn of the event loop, from one pass of its immediates to the next: what has come meanwhile is heard. Files
 * are written without any, and a signal that came then would be lost with its listener.
 */
const aTurn = Effect.andThen(Effect.yieldNow, Effect.yieldNow)
