import type { LifeAct } from "../simulator/LifeEvent.ts"

/**
 * A few things that happen once each, in every order that there is, while the processes that they
 * concern do what they do in every order that there is.
 */
export interface Alphabet {
  readonly name: string
  /** What has happened before, to its end. */
  readonly before: ReadonlyArray<LifeAct>
  readonly letters: ReadonlyArray<LifeAct>
  /** How often a timer may fire although something else could happen. */
  readonly lags: number
}
