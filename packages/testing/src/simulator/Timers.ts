import type { SimulatedThread } from "./SimulatedThread.ts"

/** What a fiber waits for until it is time. */
export interface Timer {
  readonly of: SimulatedThread
  /** Awake milliseconds. */
  readonly at: number
  /** Decides between those of one time. */
  readonly tie: number
  readonly fire: () => void
}

/** Everything in a simulation that waits for time to pass. */
export class Timers {
  readonly #timers: Array<Timer> = []

  add(timer: Timer): void {
    this.#timers.push(timer)
    timer.of.timers += 1
  }

  /** One that has fired is none any more. */
  remove(timer: Timer): void {
    const at = this.#timers.indexOf(timer)
    if (at < 0) return
    this.#timers.splice(at, 1)
    timer.of.timers -= 1
  }

  /** The next one of those who are alive; null when there is none. */
  next(): Timer | null {
    let next: Timer | null = null
    for (const timer of this.#timers) {
      if (timer.of.state !== "dead" && (next === null || isBefore(timer, next))) next = timer
    }
    return next
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.tie < b.tie)
