import type { TerminationSignal } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as os from "node:os"
import { noteForced } from "./exitHooks.ts"

/** What becomes of the process when its last job has closed after a signal. */
export type OnLast = "exit" | "report"

/** A signal, and whether nobody else listened for it. */
interface Received {
  readonly signal: TerminationSignal
  readonly alone: boolean
}

/** From the first open job of this process to the last one: signals are latched for all of it. */
interface Period {
  open: number
  exitAtEnd: boolean
  received: Received | null
  readonly heard: Deferred.Deferred<TerminationSignal>
}

// Signals belong to the process, so the period is one per process and not per layer.
let period: Period | null = null

const watched: ReadonlyArray<TerminationSignal> =
  process.platform === "win32"
    ? ["SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"]
    : ["SIGTERM", "SIGINT", "SIGHUP"]

/** Joins the period, or begins one, and answers what waits for its signal. */
export const joinPeriod = (onLast: OnLast): Effect.Effect<TerminationSignal> => {
  if (period === null) {
    period = { open: 0, exitAtEnd: false, received: null, heard: Deferred.makeUnsafe() }
    for (const signal of watched) process.on(signal, receive)
  }
  period.open += 1
  if (onLast === "exit") period.exitAtEnd = true
  return Deferred.await(period.heard)
}

/** Leaves the period. The last one to leave removes all that was installed. */
export const leavePeriod = (): void => {
  if (period === null) return
  period.open -= 1
  if (period.open > 0) return
  const { exitAtEnd, received } = period
  period = null
  for (const signal of watched) process.off(signal, receive)
  if (!exitAtEnd || received?.alone !== true) return
  // Those of another copy of this module have jobs of their own: the last of all ends the process.
  const others = process.listeners(received.signal).filter(isOurs)
  for (const other of others) other[endToo](received)
  if (others.length === 0) process.exit(exitCodeOf(received.signal))
}

/** 128 + n, the shells' code for an end by signal n. */
export const exitCodeOf = (signal: TerminationSignal): number =>
  128 + (os.constants.signals[signal] ?? 0)

/**
 * Stays installed, so that a second signal never meets the default action in the middle of an
 * ending: it ends the process itself, through the `exit` event.
 */
const receive = (name: NodeJS.Signals): void => {
  const signal = name as TerminationSignal
  if (period === null) return
  if (period.received !== null) {
    noteForced(signal)
    process.exit(exitCodeOf(signal))
  }
  period.received = { signal, alone: process.listeners(name).every(isOurs) }
  Deferred.doneUnsafe(period.heard, Effect.succeed(signal))
}

/**
 * Under this name, in every copy of this module that is loaded, two plugins' for instance, a listener can be
 * asked to end the process at the end of its period too, because another period asked for it.
 */
const endToo = Symbol.for("job-lifecycle/endToo")

const isOurs = <L extends object>(
  listener: L
): listener is L & { readonly [endToo]: (received: Received) => void } => endToo in listener

Object.assign(receive, {
  [endToo]: (received: Received) => {
    if (period === null) return
    period.exitAtEnd = true
    // One that began after the signal has not heard of it.
    period.received ??= received
    Deferred.doneUnsafe(period.heard, Effect.succeed(period.received.signal))
  }
})
