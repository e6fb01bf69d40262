/** One process of the storm, by wall time in milliseconds. */
export interface Life {
  readonly born: number
  /** Not before this instant: it was noted first, and the SIGKILL sent after. */
  died: number
}

/** When each process lived: a number is given to more than one in a long run. */
export class Deaths {
  readonly #lives = new Map<number, Array<Life>>()

  born(pid: number, at: number): Life {
    const life = { born: at, died: Number.POSITIVE_INFINITY }
    this.#lives.set(pid, [...(this.#lives.get(pid) ?? []), life])
    return life
  }

  /** The life of this number at that time. */
  of(pid: number, at: number): Life | null {
    return this.#lives.get(pid)?.findLast(({ born }) => born <= at) ?? null
  }
}
