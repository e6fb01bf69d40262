import { currentJob } from "../functions/currentJob.ts"
import { withoutSecrets } from "../functions/withoutSecrets.ts"

/** What the host's client of an app-server shows of its end. */
export interface ExitingClient {
  readonly exitPromise: Promise<unknown>
  readonly exitError?: unknown
  readonly request?: (method: string, params: object) => Promise<unknown>
}

/** What the host keeps of a turn that it is waiting for. */
export interface CapturedTurn<A> {
  readonly completion: Promise<A>
  readonly threadId?: string | null
  readonly turnId?: string | null
  readonly completed?: boolean
  readonly finalAnswerSeen?: boolean
  readonly reviewText?: string
}

/** An app-server that was asked to interrupt a turn is not waited for any longer. */
const interruptMillis = 1_000

/**
 * Waits for a turn to be completed, and no longer than its client lives.
 *
 * A client that goes away after the final answer has arrived is no loss: `keepAnswer` completes the
 * turn with what there is. Without an answer the job ends as its client's exit, and this rejects once
 * that is on record. When the job ends some other way, its turn is interrupted and this rejects too,
 * so that nothing goes on waiting.
 */
export const turnOrClientExit = async <A>(
  client: ExitingClient,
  turn: CapturedTurn<A>,
  keepAnswer: () => void
): Promise<A> => {
  const job = currentJob().getStore()
  const gone = client.exitPromise.then(
    () => reasonOf(client.exitError),
    (error: unknown) => reasonOf(error)
  )
  const lost = gone.then(async (reason) => {
    if (turn.completed === true) return await turn.completion
    if (turn.finalAnswerSeen === true || Boolean(turn.reviewText)) {
      keepAnswer()
      return await turn.completion
    }
    if (job !== undefined) {
      job.clientExit(Promise.resolve(withoutSecrets(reason)))
      await aborted(job.signal)
    }
    throw new Error(reason)
  })
  const stopped =
    job === undefined
      ? new Promise<never>(() => {})
      : aborted(job.signal).then(async () => {
          await interrupt(client, turn)
          throw new Error("The job has ended.")
        })
  // What loses is not waited for, and its rejection is nobody's trouble.
  for (const loser of [lost, stopped]) loser.catch(() => {})
  const answer = await Promise.race([turn.completion, lost, stopped])
  job?.answered()
  return answer
}

const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? error.message
    : error === null || error === undefined
      ? "codex app-server connection closed before the turn completed."
      : String(error)

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener("abort", () => resolve(), { once: true })
  })

const interrupt = async (client: ExitingClient, turn: CapturedTurn<unknown>) => {
  const { threadId, turnId } = turn
  if (client.request === undefined || !threadId || !turnId) return
  const { setTimeout: pause } = await import("node:timers/promises")
  await Promise.race([
    Promise.resolve()
      .then(() => client.request?.("turn/interrupt", { threadId, turnId }))
      .catch(() => {}),
    pause(interruptMillis, undefined, { ref: false })
  ])
}
