import type { FactName, JobId, JobStore } from "@job-lifecycle/engine"
import { Crashed } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"

/** Which facts somebody was told are on record. The power may take the others. */
export class Heard {
  readonly #notYet = new Set<string>()

  /** It has its name, and its writer goes on. */
  notYet(id: JobId, fact: FactName): void {
    this.#notYet.add(keyOf(id, fact))
  }

  of(id: JobId, fact: FactName): boolean {
    return !this.#notYet.has(keyOf(id, fact))
  }

  /** A store whose answers are noted. */
  noting(store: JobStore["Service"]): JobStore["Service"] {
    const told = (id: JobId, fact: FactName) => {
      this.#notYet.delete(keyOf(id, fact))
    }
    return {
      ...store,
      submit: (created) =>
        Effect.tap(store.submit(created), () =>
          Effect.sync(() => {
            told(created.id, "created")
            told(created.id, "claim")
          })
        ),
      publishOnce: (id, fact, value) =>
        Effect.tap(store.publishOnce(id, fact, value), () => Effect.sync(() => told(id, fact))),
      lastGasp: (id, decide, anew) => {
        try {
          const settled = store.lastGasp(id, decide, anew)
          if (settled) told(id, "outcome")
          return settled
        } catch (error) {
          // Its process died in the middle: what has called it does not go on.
          if (error instanceof Crashed) return false
          throw error
        }
      }
    }
  }
}

const keyOf = (id: JobId, fact: FactName) => `${id} ${fact}`
