import type { TurnHandle } from "../records/TurnHandle.ts"
import { encodeTurn } from "../records/TurnHandle.ts"
import { openJobs } from "./currentJob.ts"

/** What the host's runner says of itself. A bare text is for the log alone. */
export type HostProgress =
  | string
  | {
      readonly message?: unknown
      readonly phase?: unknown
      readonly threadId?: unknown
      readonly turnId?: unknown
    }

/**
 * Makes what the host calls with each event of a job: it records the phase, the thread and the turn
 * whenever one of them changes. Never throws, and can neither fail nor end the job (I9 outcome-first).
 */
export const createJobProgressUpdater = (
  _workspaceRoot: string,
  jobId: string
): ((event: HostProgress) => void) => {
  let phase: string | null = null
  let turn: TurnHandle = { threadId: null, turnId: null }
  return (event) => {
    const job = openJobs.get(jobId)
    if (job === undefined) return
    const said = typeof event === "object" && event !== null ? event : {}
    const nextPhase = textOf(said.phase) ?? phase
    const next = {
      threadId: textOf(said.threadId) ?? turn.threadId,
      turnId: textOf(said.turnId) ?? turn.turnId
    }
    job.heard(textOf(said.message) ?? "progress")
    if (nextPhase === phase && next.threadId === turn.threadId && next.turnId === turn.turnId)
      return
    phase = nextPhase
    turn = next
    const handle = encodeTurn(turn)
    void job.progress({
      ...(phase === null ? {} : { phase }),
      ...(handle === null ? {} : { resumeHandle: handle })
    })
  }
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null
