import * as Effect from "effect/Effect"
import { jobIdOf } from "../records/jobIdOf.ts"
import { now } from "../records/now.ts"
import type { HostStore } from "../store/HostJobStore.ts"

/**
 * Notes that somebody has been shown how a job of ours ended: by and by it may go. Where that cannot be
 * written it is shown all the same.
 */
export const noteRead = (
  { projection, store }: Pick<HostStore, "projection" | "store">,
  hostId: string
): void => {
  if (!projection.isUnread(hostId)) return
  // Not even waited for: a store that is held for a moment would be tried again by and by.
  Effect.runSyncExit(store.publishOnce(jobIdOf(hostId), "read", { at: now() }))
}
