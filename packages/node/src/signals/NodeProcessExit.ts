import { ProcessExit } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ExitHook } from "./exitHooks.ts"
import { addExitHook } from "./exitHooks.ts"

/**
 * Gives open jobs their last word, synchronously, when this process ends by itself: its event loop
 * ran dry (`beforeExit`), `process.exit`, an uncaught exception, a second signal.
 *
 * **Details**: a guard's hook is called at most once. The loop running dry is an ending and not a
 * warning: the hook is not called again at the exit that follows, and the exit code becomes 121
 * unless somebody had set another than 0. Node's own listeners and ours are present only while a
 * guard is open, and ours are called first.
 *
 * **Gotchas**: SIGKILL, abort, a heap limit, `process.reallyExit`, and an `uncaughtException`
 * handler that throws (exit code 7) run no `exit` listener.
 */
export const NodeProcessExit = {
  layer: Layer.succeed(ProcessExit, {
    guard: (hook: ExitHook) =>
      Effect.asVoid(
        Effect.acquireRelease(
          Effect.sync(() => addExitHook(hook)),
          (remove) => Effect.sync(remove)
        )
      )
  })
}
