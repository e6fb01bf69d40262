/**
 * A number that stands for everything that was added to it, in that order: 53 bits, so that among a
 * million different ones two are the same with a chance of one in ten thousand at most.
 */
export class Fingerprint {
  #high = 0xdeadbeef
  #low = 0x41c6ce57

  add(text: string): void {
    let high = this.#high
    let low = this.#low
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      high = Math.imul(high ^ code, 2_654_435_761)
      low = Math.imul(low ^ code, 1_597_334_677)
    }
    // What was added last and what comes next are two texts.
    this.#high = Math.imul(high ^ (high >>> 15) ^ 0x1f, 2_246_822_507)
    this.#low = Math.imul(low ^ (low >>> 13) ^ 0x1f, 3_266_489_909)
  }

  get value(): number {
    const high = Math.imul(this.#high ^ (this.#low >>> 16), 2_246_822_507)
    const low = Math.imul(this.#low ^ (this.#high >>> 13), 3_266_489_909)
    return 4_294_967_296 * (2_097_151 & (high ^ (high >>> 16))) + ((low ^ (low >>> 16)) >>> 0)
  }
}
