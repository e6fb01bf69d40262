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
    let start = 0
    if (this.#bytes.length === this.#limit) {
      while (start < 3 && isContinuation(this.#bytes[start])) start++
    }
    return this.#bytes.toString("utf8", start)
  }
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80
