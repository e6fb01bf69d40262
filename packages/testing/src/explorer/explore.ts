import type { JobStore } from "@job-lifecycle/engine"
import type { Violation } from "../simulator/Judgement.ts"
import type { Alphabet } from "./Alphabet.ts"
import { OpenOrder } from "./OpenOrder.ts"

/** What all orders of an alphabet came to. */
export interface Explored {
  /** How many different states there are. */
  readonly states: number
  /** How many orders lead through them, from the beginning to an end. */
  readonly orders: bigint
  /** How many different ends. */
  readonly ends: number
  /** The most choices in one order. */
  readonly longest: number
  /** How many orders were lived: the others come to states that were seen before. */
  readonly lived: number
  /** The first order that broke a law, or null when none does. */
  readonly broken: BrokenOrder | null
  /** False: there are more states than were asked for, and not all of them were seen. */
  readonly complete: boolean
}

export interface BrokenOrder extends Violation {
  /** Which choice was taken each time. */
  readonly order: ReadonlyArray<number>
  /** What happened, in its order. */
  readonly chosen: ReadonlyArray<string>
}

/** A state on the way, and which of its choices are done. */
interface Fork {
  readonly key: number
  readonly width: number
  next: number
  orders: bigint
}

export interface ExploreOptions {
  /** Gives up when there are more states. Default: never. */
  readonly mostStates?: number
  /** What a process has for a store, made of its handle on the shared one. Default: that handle. */
  readonly store?: (handle: JobStore["Service"]) => JobStore["Service"]
}

/**
 * Lives every order of an alphabet, and lets the laws judge each. Orders that come to the same state,
 * and have shown the laws the same, are one from there on, so that there are far fewer lives than
 * orders. Stops at the first order that breaks a law.
 */
export const explore = (
  alphabet: Alphabet,
  { mostStates = Infinity, store }: ExploreOptions = {}
): Explored => {
  /** Of every state that was left: how many orders lead on from it. */
  const known = new Map<number, bigint>()
  const forks: Array<Fork> = []
  let states = 0
  let ends = 0
  let longest = 0
  let lived = 0
  const told = (orders: bigint, broken: BrokenOrder | null, complete = true): Explored => ({
    states,
    orders,
    ends,
    longest,
    lived,
    broken,
    complete
  })

  for (;;) {
    const order = new OpenOrder(alphabet, store)
    lived += 1
    for (const fork of forks) order.take(order.choices()[fork.next]!)
    let reached: bigint
    for (;;) {
      const key = order.key()
      const before = known.get(key)
      if (before !== undefined) {
        reached = before
        break
      }
      const choices = order.violation === null ? order.choices() : []
      if (choices.length === 0) {
        states += 1
        ends += 1
        longest = Math.max(longest, forks.length)
        order.end()
        known.set(key, (reached = 1n))
        break
      }
      states += 1
      forks.push({ key, width: choices.length, next: 0, orders: 0n })
      order.take(choices[0]!)
    }
    if (order.violation !== null) {
      const path = forks.map(({ next }) => next)
      return told(0n, { ...order.violation, order: path, chosen: order.chosen })
    }
    if (states > mostStates) return told(0n, null, false)
    let orders = reached
    for (;;) {
      const fork = forks.at(-1)
      if (fork === undefined) return told(orders, null)
      fork.orders += orders
      fork.next += 1
      if (fork.next < fork.width) break
      known.set(fork.key, fork.orders)
      orders = fork.orders
      forks.pop()
    }
  }
}
