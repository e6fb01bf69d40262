import type * as Context from "effect/Context"

/** A piece of one of its fibers that can run. */
export interface Task {
  readonly of: SimulatedThread
  readonly run: () => void
}

/** The fibers of one simulated process. */
export class SimulatedThread {
  state: "running" | "stopped" | "dead" = "running"
  /** What became due while it was stopped. */
  readonly held: Array<Task> = []
  /** Clock, randomness and scheduler of everything that this process runs. */
  readonly context: Context.Context<never>
  /** How many timers it waits for now. */
  timers = 0
  /** How often its fibers have run. */
  turns = 0

  constructor(makeContext: (of: SimulatedThread) => Context.Context<never>) {
    this.context = makeContext(this)
  }
}
