import type { RunnerContext } from "../contracts/Runner.ts"

/**
 * What a runner is given. Its signal is made for those that ask for it.
 *
 * **Details**: V8 gives each object literal with a getter a shape of its own, which keeps all that the
 * getter reaches until memory is next looked through as a whole (0020). All of these have one getter, as a
 * property of their own, so that a copy of one has the signal too; and what it needs is no private member,
 * so that whatever stands in front of one does.
 */
export class RunnerView implements RunnerContext {
  readonly id: RunnerContext["id"]
  readonly token: string
  readonly progress: RunnerContext["progress"]
  readonly resumeHandle: RunnerContext["resumeHandle"]
  readonly log: RunnerContext["log"]
  readonly heard: RunnerContext["heard"]
  readonly work: RunnerContext["work"]
  readonly clientExit: RunnerContext["clientExit"]
  readonly answered: RunnerContext["answered"]
  declare readonly signal: AbortSignal
  declare readonly [aborting]: Aborting

  constructor(given: Omit<RunnerContext, "signal">) {
    this.id = given.id
    this.token = given.token
    this.progress = given.progress
    this.resumeHandle = given.resumeHandle
    this.log = given.log
    this.heard = given.heard
    this.work = given.work
    this.clientExit = given.clientExit
    this.answered = given.answered
    Object.defineProperty(this, "signal", signal)
    Object.defineProperty(this, aborting, { value: { controller: null, aborted: false } })
  }

  abort(): void {
    this[aborting].aborted = true
    this[aborting].controller?.abort()
  }
}

const aborting: unique symbol = Symbol("aborting")

interface Aborting {
  controller: AbortController | null
  aborted: boolean
}

const signal = {
  configurable: true,
  enumerable: true,
  get(this: RunnerView): AbortSignal {
    const state = this[aborting]
    state.controller ??= new AbortController()
    if (state.aborted) state.controller.abort()
    return state.controller.signal
  }
}
