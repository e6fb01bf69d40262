import type { Environment } from "../process/Environment.ts"
import type { HostJob } from "../records/HostJob.ts"

/** The session that a command belongs to; null outside of one. A filter, never an input to a decision. */
export const sessionOf = (env: Environment = {}): string | null =>
  env["CODEX_COMPANION_SESSION_ID"] ?? process.env["CODEX_COMPANION_SESSION_ID"] ?? null

/** The jobs of a session; all of them outside of one. */
export const ofSession = (
  jobs: ReadonlyArray<HostJob>,
  session: string | null
): ReadonlyArray<HostJob> =>
  session === null || session === "" ? jobs : jobs.filter((job) => job.sessionId === session)
