import type { JobId, RunnerContext, WorkIdentity } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"

/** What a runner is given, kept in memory. */
export interface RecordedContext {
  readonly job: RunnerContext
  readonly logged: () => string
  readonly works: ReadonlyArray<WorkIdentity>
}

export const recordedContext = (change: Partial<RunnerContext> = {}): RecordedContext => {
  const chunks: Array<Uint8Array> = []
  const works: Array<WorkIdentity> = []
  const job: RunnerContext = {
    id: "00112233445566aa" as JobId,
    token: randomUUID(),
    signal: new AbortController().signal,
    progress: () => Effect.void,
    resumeHandle: () => Effect.void,
    log: (chunk) => Effect.sync(() => chunks.push(Buffer.from(chunk))),
    heard: () => {},
    work: (identity) => Effect.sync(() => works.push(identity)),
    clientExit: () => Effect.void,
    answered: () => Effect.void,
    ...change
  }
  return { job, works, logged: () => Buffer.concat(chunks).toString("utf8") }
}
