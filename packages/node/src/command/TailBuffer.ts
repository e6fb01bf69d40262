import { leadingContinuations } from "../store/utf8.ts"

/** Keeps the last bytes of a stream, for a record that must stay small. */
export class TailBuffer {
  readonly #limit: number
  #bytes: Buffer = Buffer.alloc(0)

  constructor(limit: number) {
    this.#limit = limit
  }

  push(chunk: Uint8Array): void {
    const all = Buffer.concat([this.#bytes, chunk])
    this.#bytes = all.subarray(Math.max(0, all.length - this.#limit))
  }

  /** What is kept, from the first whole character (UTF-8) on. */
  text(): string {
    const isCut = this.#bytes.length === this.#limit
    return this.#bytes.toString("utf8", isCut ? leadingContinuations(this.#bytes) : 0)
  }
}
