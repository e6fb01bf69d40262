import * as Effect from "effect/Effect"

/** Who waits for one promise, and what it was settled with, once it is. */
interface Settling {
  readonly listeners: Set<(told: unknown) => void>
  told: { readonly value: unknown } | null
}

const settlings = new WeakMap<object, Settling>()

/**
 * Waits until a promise is settled, and answers what it was fulfilled or rejected with. What is no
 * promise is settled.
 *
 * **Details**: a promise keeps whoever listens to it until it is settled, and one client may live
 * longer than any number of jobs. So each is listened to once, and whoever is interrupted goes. It is
 * listened to from the call on, so that no rejection of it is unhandled.
 */
export const whenSettled = (promise: unknown): Effect.Effect<unknown> => {
  const settling = settlingOf(promise)
  return Effect.callback((resume) => {
    const listener = (told: unknown) => resume(Effect.succeed(told))
    if (settling.told !== null) return listener(settling.told.value)
    settling.listeners.add(listener)
    return Effect.sync(() => settling.listeners.delete(listener))
  })
}

const settlingOf = (promise: unknown): Settling => {
  const key = Object(promise) as object
  const known = settlings.get(key)
  if (known !== undefined) return known
  const settling: Settling = { listeners: new Set(), told: null }
  const tell = (value: unknown) => {
    settling.told = { value }
    for (const listener of settling.listeners) listener(value)
    settling.listeners.clear()
  }
  Promise.resolve(promise).then(tell, tell)
  settlings.set(key, settling)
  return settling
}
