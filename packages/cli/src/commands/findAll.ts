import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"

/** Finds the jobs that these references name, each once. One that names none fails them all. */
export const findAll = Effect.fnUntraced(function* (references: ReadonlyArray<string>) {
  const jobs = yield* JobLifecycle
  return [...new Set(yield* Effect.forEach(references, jobs.find))]
})
