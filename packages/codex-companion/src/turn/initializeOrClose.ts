import { setTimeout as pause } from "node:timers/promises"

/** A connection to an app-server that the host has begun to make. */
export interface StartingClient {
  readonly initialize: () => Promise<unknown>
  readonly close: () => Promise<unknown>
}

/** An app-server answers its first request within a second; one that has not by then never will. */
const answerMillis = 30_000

/** An app-server that does not end when it is told to holds nobody up. */
const closeMillis = 2_000

/**
 * Makes a connection to an app-server, or ends what was started for it: nobody would come to use it, and it
 * would keep this process for ever. A broker whose app-server never answers would be left so by every call, since
 * nobody can reach it, nor ask it to go (F45).
 *
 * @param millis how long the first answer is waited for
 */
export const initializeOrClose = async (
  client: StartingClient,
  millis: number = answerMillis
): Promise<void> => {
  const late = pause(millis, undefined, { ref: false }).then(() => {
    throw new Error(`The Codex app-server did not answer its first request in ${millis / 1_000}s.`)
  })
  try {
    await Promise.race([client.initialize(), late])
  } catch (error) {
    // One that never got as far as a socket has no end to wait for, and the failure is yet to be told: this
    // wait keeps the process.
    const closing = new AbortController()
    const closed = client.close().catch(() => {})
    await Promise.race([closed, pause(closeMillis, undefined, { signal: closing.signal })])
    closing.abort()
    throw error
  }
}
