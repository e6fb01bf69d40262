import type { JobLifecycle } from "@job-lifecycle/engine"
import type * as Fiber from "effect/Fiber"
import type { FakeProcess } from "../fakes/FakeProcessTable.ts"
import type { FakeProcessExit } from "../fakes/FakeProcessExit.ts"
import type { FakeTerminationSignals } from "../fakes/FakeTerminationSignals.ts"
import type { SimulatedThread } from "./SimulatedThread.ts"

/** A question without an answer yet. */
export interface OpenCall {
  readonly call: string
  /** The step at which it was asked. */
  readonly asked: number
}

/** One simulated process that embeds the engine. */
export interface SimulatedHost {
  readonly name: string
  readonly process: FakeProcess
  readonly thread: SimulatedThread
  readonly signals: FakeTerminationSignals
  readonly exit: FakeProcessExit
  readonly jobs: JobLifecycle["Service"]
  /** What it asked and has no answer to. */
  readonly open: Map<Fiber.Fiber<unknown, unknown>, OpenCall>
  /** Somebody in it no longer wanted an answer. */
  wasInterrupted: boolean
  /** It dies at its operation of the store when so many others are done. */
  crash: { operations: number; readonly landed: boolean } | null
  /** The step at which it died, or null. */
  diedAt: number | null
}
