import { errorCode } from "./errorCode.ts"
import { unlessStray } from "./folders.ts"
import type { JobFiles } from "./JobFiles.ts"
import { RootRefused } from "./RootRefused.ts"

/** Takes one step after another, past any that the system refuses: none keeps the others waiting. */
export class EachStep {
  #refused: unknown = null

  /** Answers what the step does; 0 where it was refused, or something else is in its place. */
  step(act: () => number): number {
    return this.#unlessRefused(() => unlessStray(act, 0), 0)
  }

  /** Takes a step with each of a list, and answers what they do in all. Where it cannot be read there is none to take. */
  of<A>(list: () => ReadonlyArray<A>, act: (one: A) => number): number {
    const ones = this.#unlessRefused<ReadonlyArray<A>>(list, [])
    return ones.reduce((sum, one) => sum + this.step(() => act(one)), 0)
  }

  /** Takes a step with each job that there is. A part of them that cannot be listed keeps no other from it. */
  ofJobs(files: JobFiles, act: (id: string) => number): number {
    return this.of(
      () => files.parts(),
      (part) => this.of(() => files.inPart(part), act)
    )
  }

  #unlessRefused<A>(act: () => A, otherwise: A): A {
    try {
      return act()
    } catch (error) {
      // What the system did not say is a mistake of ours.
      if (errorCode(error) === undefined && !(error instanceof RootRefused)) throw error
      this.#refused ??= error
      return otherwise
    }
  }

  /** Throws the first refusal, when all steps have been taken. */
  end(): void {
    if (this.#refused !== null) throw this.#refused
  }
}
