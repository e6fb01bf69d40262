import * as Effect from "effect/Effect"
import type { JobStoreError } from "./model/errors.ts"
import { JobAmbiguous, JobNotFound } from "./model/errors.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"

/** Finds the one job that an id, or the beginning of one, names. Anything else names no job. */
export const find = Effect.fnUntraced(function* (
  reference: string
): Effect.fn.Return<JobId, JobNotFound | JobAmbiguous | JobStoreError, JobStore> {
  const store = yield* JobStore
  const searched = store.location
  if (!/^[0-9a-f]{1,16}$/.test(reference)) return yield* new JobNotFound({ reference, searched })
  const matches = yield* store.find(reference)
  if (matches.length > 1) return yield* new JobAmbiguous({ reference, matches, searched })
  return matches[0] ?? (yield* new JobNotFound({ reference, searched }))
})
