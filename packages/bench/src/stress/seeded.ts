/** Draws from [0, 1), the same sequence for the same seed (mulberry32). */
export type Draw = () => number

export const seeded = (seed: number): Draw => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of several, each as likely. */
export const pick = <A>(draw: Draw, of: ReadonlyArray<A>): A => of[Math.floor(draw() * of.length)]!
