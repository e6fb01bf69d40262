import { errorCode } from "./errorCode.ts"
import { unlessStray } from "./folders.ts"
import { RootRefused } from "./RootRefused.ts"

/** Takes one step after another, past any that the system refuses: none keeps the others waiting. */
export class GoingOn {
  #refused: unknown = null

  /** Answers what the step does; 0 where it was refused, or something else is in its place. */
  step(act: () => number): number {
    try {
      return unlessStray(act, 0)
    } catch (error) {
      // What the system did not say is a mistake of ours.
      if (errorCode(error) === undefined && !(error instanceof RootRefused)) throw error
      this.#refused ??= error
      return 0
    }
  }

  /** Throws the first refusal, when all steps have been taken. */
  end(): void {
    if (this.#refused !== null) throw this.#refused
  }
}
