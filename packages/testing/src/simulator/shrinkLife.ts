import type { Life, LifeEvent } from "./LifeEvent.ts"

/**
 * Makes a life smaller for as long as it fails in the same way: leaves events out, and lets what is
 * left happen sooner, calmer and in plainer order. Each candidate is lived anew.
 *
 * @param fails whether a life still shows what is looked for
 */
export const shrinkLife = (life: Life, fails: (life: Life) => boolean): Life => {
  let best = life
  const take = (candidate: Life): boolean => {
    if (!fails(candidate)) return false
    best = candidate
    return true
  }
  let before: Life
  do {
    before = best
    for (let size = Math.max(1, best.events.length >> 1); size >= 1; size >>= 1) {
      for (let at = 0; at < best.events.length;) {
        const events = best.events.toSpliced(at, size)
        if (!take({ ...best, events })) at += size
      }
    }
    if (best.lag > 0) take({ ...best, lag: 0 })
    if (best.preempt > 0) take({ ...best, preempt: 0 })
    for (let at = 0; at < best.events.length; at++) {
      for (const sooner of soonerThan(best.events[at]!)) {
        if (take({ ...best, events: best.events.with(at, sooner) })) break
      }
    }
  } while (best !== before)
  return best
}

const soonerThan = (event: LifeEvent): ReadonlyArray<LifeEvent> =>
  [0, event.after >> 1, event.after - 1]
    .filter((after) => after >= 0 && after < event.after)
    .map((after) => ({ ...event, after }))
