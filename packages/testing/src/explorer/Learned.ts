import { seededRandom } from "../files/seededRandom.ts"
import type { SimulatedThread } from "../simulator/SimulatedThread.ts"
import { Fingerprint } from "./Fingerprint.ts"

/**
 * What one process has learned of the world since it last had nothing to do: what it does next follows
 * from that alone.
 */
export class Learned {
  readonly thread: SimulatedThread
  readonly #random: () => number
  #drawn = 0
  #turns = 0
  #wallMillis = 0
  #listens = false
  /** The store has changed since it last ran, so that it may have been told already. */
  #isWoken = false
  #print = new Fingerprint()

  /** @param seed decides the random numbers of the process, which are nobody else's */
  constructor(thread: SimulatedThread, seed: number) {
    this.thread = thread
    this.#random = seededRandom(seed)
  }

  draw(): number {
    this.#drawn += 1
    return this.#random()
  }

  /** From now on changes of the store wake it. */
  listen(): void {
    this.#listens = true
  }

  storeChanged(): void {
    this.#isWoken = this.#listens
  }

  answered(text: string): void {
    this.#print.add(text)
  }

  /** Called after each choice. Whatever wakes a process tells it something. */
  chosen(choice: string, wallMillis: number): void {
    if (this.thread.turns === this.#turns) return
    this.#turns = this.thread.turns
    this.#print.add(`${choice} ${this.#isWoken}`)
    this.#isWoken = false
    if (this.#wallMillis !== wallMillis) this.#print.add(`${wallMillis}`)
    this.#wallMillis = wallMillis
  }

  /** It has nothing to do any more: whatever it is asked next begins anew. */
  forget(): void {
    this.#print = new Fingerprint()
    this.#isWoken = false
    this.#listens = false
    this.#wallMillis = 0
  }

  key(): string {
    const { held, state } = this.thread
    if (state === "dead") return state
    return `${this.#print.value} ${this.#drawn} ${this.#isWoken} ${state} ${held.length}`
  }
}
