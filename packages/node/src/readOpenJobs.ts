import type { Listing } from "@job-lifecycle/engine"
import { JobStore, list, Redact } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { nodeReading } from "./nodeReading.ts"
import { redactSecrets } from "./secrets/redactSecrets.ts"

/**
 * Reads the open jobs of a store, and settles those that are provably over: what `list({ limit: 0 })`
 * of a `PromiseJobLifecycle` does.
 *
 * **When to use**: where loading the whole engine would take longer than the answer.
 */
export const readOpenJobs = (options: {
  /** Where the liveness channels of the store are. */
  readonly root: string
  readonly store: JobStore["Service"]
}): Promise<Listing> =>
  Effect.runPromise(
    Effect.provide(
      Effect.provideService(list({ limit: 0 }), Redact, redactSecrets(process.env)),
      nodeReading({ root: options.root, store: Layer.succeed(JobStore, options.store) })
    ).pipe(Effect.provideService(Logger.LogToStderr, true))
  )
