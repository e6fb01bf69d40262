import type { TerminationSignal } from "@job-lifecycle/engine"
import { TerminationSignals } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Termination signals that a test delivers. */
export interface FakeTerminationSignals {
  /**
   * Delivers a signal to the process. Answers whether it was the first of a period with open jobs;
   * false also says that a real process would have ended by it.
   */
  readonly deliver: (signal: TerminationSignal) => boolean
  /** How many jobs listen now: zero when nothing is installed. */
  readonly open: () => number
  /** Whether the jobs that listen now have heard one. */
  readonly heard: () => boolean
  readonly service: TerminationSignals["Service"]
  readonly layer: Layer.Layer<TerminationSignals>
}

/** Makes the signals of one fake process. Latched per period, as the contract says. */
export const makeFakeTerminationSignals = (): FakeTerminationSignals => {
  let open = 0
  let heard = Deferred.makeUnsafe<TerminationSignal>()
  const join = Effect.sync(() => {
    if (open === 0) heard = Deferred.makeUnsafe()
    open += 1
    return Deferred.await(heard)
  })
  const leave = Effect.sync(() => {
    open -= 1
  })
  const service = { open: Effect.acquireRelease(join, () => leave) }
  return {
    deliver: (signal) => open > 0 && Deferred.doneUnsafe(heard, Effect.succeed(signal)),
    open: () => open,
    heard: () => open > 0 && Deferred.isDoneUnsafe(heard),
    service,
    layer: Layer.succeed(TerminationSignals, service)
  }
}
