import type { World } from "./World.ts"

/** What one symptom looked like, and whether that is as it should be. */
export interface Observation {
  readonly healthy: boolean
  readonly seen: string
}

/** One symptom of one report, as a script against the real plugin. */
export interface Reproduction {
  readonly report: string
  readonly symptom: string
  readonly observe: (world: World) => Promise<Observation>
}
