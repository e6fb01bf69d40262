import { setTimeout as pause } from "node:timers/promises"
import type { BrokerAnswer } from "./judgeBroker.ts"

/** A connection to a broker, as far as it is used here: the host makes it. */
export interface BrokerSocket {
  readonly on: {
    (event: "connect" | "close", listener: () => void): unknown
    (event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown
    (event: "data", listener: (chunk: Uint8Array | string) => void): unknown
  }
  readonly write: (text: string) => unknown
  readonly destroy: () => unknown
  readonly unref: () => unknown
}

/**
 * Asks a broker for an answer that its app-server must give: a broker that answers by itself may
 * have lost it (F47).
 */
export const healthMethod = "broker/health"

/** Long enough to hear that nobody listens. */
const shortestMillis = 100

/**
 * Asks a broker one thing, and tells whether it answered. Any answer will do, an error is one. A broker
 * that has not listened yet has "Vanished" too: the caller knows.
 *
 * The connection is the caller's to end: while it is there the broker is in use, and stays (F09).
 *
 * @param millis how long an answer is waited for
 */
export const askBroker = (
  socket: BrokerSocket,
  method: string,
  millis: number
): Promise<BrokerAnswer> =>
  new Promise((resolve) => {
    // The connection keeps this process until it is answered or late.
    const late = pause(Math.max(shortestMillis, millis), undefined, { ref: false })
    void late.then(() => resolve("Silent"))
    socket.on("connect", () => {
      socket.write(`${JSON.stringify({ id: 1, method, params: {} })}\n`)
    })
    socket.on("data", (chunk) => {
      if (String(chunk).includes("\n")) resolve("Answered")
    })
    socket.on("error", ({ code }) => {
      if (code === "ENOENT") resolve("Vanished")
      else resolve(code === "ECONNREFUSED" ? "Refused" : "Silent")
    })
    socket.on("close", () => resolve("Silent"))
  })
