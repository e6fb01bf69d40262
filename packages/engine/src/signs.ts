import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { JobId } from "./JobId.ts"
import { JobStore } from "./JobStore.ts"
import { ownerSigns } from "./ownerSigns.ts"

/** Emits when it is time to look at a job: at each change of its facts, and at each sign of its owner. */
export const signs = (id: JobId): Stream.Stream<void, never, JobStore> =>
  Stream.unwrap(Effect.map(JobStore, (store) => Stream.merge(store.changes(id), ownerSigns(id))))
