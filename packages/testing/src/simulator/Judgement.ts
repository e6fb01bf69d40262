import { laws } from "./laws/index.ts"
import type { SimulatedWorld } from "./SimulatedWorld.ts"
import type { TraceEntry } from "./Trace.ts"

/** The first law that was broken, and how. */
export interface Violation {
  readonly law: string
  readonly what: string
}

/** All laws, watching one world from its beginning to its end. */
export class Judgement {
  violation: Violation | null = null
  readonly #judges = laws.map((law) => ({ name: law.name, ...law.begin() }))

  see(entry: TraceEntry, world: SimulatedWorld): void {
    for (const judge of this.#judges) this.find(judge.name, judge.see(entry, world))
  }

  /** Called when all is over. Only the first violation counts: later ones follow from it. */
  end(world: SimulatedWorld): void {
    for (const judge of this.#judges) {
      if (this.violation !== null) return
      this.find(judge.name, judge.end(world))
    }
  }

  find(law: string, what: string | null): void {
    if (what !== null) this.violation ??= { law, what }
  }
}
