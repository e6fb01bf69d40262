import * as Effect from "effect/Effect"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { markRead } from "./markRead.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { TerminationSignals } from "./contracts/TerminationSignals.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"
import { runEndHook } from "./repair/runEndHook.ts"
import { lookUntil } from "./repair/lookUntil.ts"

/** Waits for the outcome, however the job ends. */
export const wait = Effect.fnUntraced(function* (
  id: JobId
): Effect.fn.Return<Job, ReadError, Reading | TerminationSignals> {
  const settled = yield* lookUntil(id, (job) => job.state._tag === "Settled")
  yield* markRead(id)
  if (settled.request.onEnd === undefined) return settled
  yield* runEndHook(id, "Reader")
  // Only for what became of the hook: a record that cannot be read by now takes nothing back (I9 outcome-first).
  return yield* reconcile(id).pipe(Effect.catch(() => Effect.succeed(settled)))
})
