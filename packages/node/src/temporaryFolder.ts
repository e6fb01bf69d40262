import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

/**
 * A folder of its own, which goes with the scope and everything in it: also with what somebody writes there
 * while it goes, as an owner that lists its settled job.
 */
export const temporaryFolder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => fs.mkdtempSync(path.join(os.tmpdir(), "job-lifecycle-"))),
  (folder) =>
    Effect.sync(() =>
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    )
)
