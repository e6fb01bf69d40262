import type { JobStore, LogRange } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { sampleId } from "../../samples.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { atOnce, bytes, id, submitted } from "./JobStoreSuite.ts"

/** Proves that a log is read as it was written, in pieces that never split a character. */
export const describeLog = ({ assert, describe, equal, it }: JobStoreSuite): void => {
  const page = (text: string, nextOffset: number) => ({ text, bytes: [...bytes(text)], nextOffset })
  const read = (store: JobStore["Service"], range: LogRange) =>
    Effect.map(store.readLog(id, range), (found) => ({ ...found, bytes: [...found.bytes] }))

  describe("the log", () => {
    it("what was appended is read in order, from any offset on", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        equal(yield* read(store, { offset: 0 }), page("", 0))
        yield* store.appendLog(id, bytes("one\n"))
        const first = yield* read(store, { offset: 0 })
        equal(first, page("one\n", 4))
        yield* store.appendLog(id, bytes("two\n"))
        equal(yield* read(store, { offset: first.nextOffset }), page("two\n", 8))
        equal(yield* read(store, { offset: 8 }), page("", 8))
        equal(yield* read(store, { offset: 99 }), page("", 99))
        assert.ok((yield* store.facts(id)).lastLogAt !== null)
      }))

    it("nothing that was appended is no output", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.appendLog(id, new Uint8Array())
        equal((yield* store.facts(id)).lastLogAt, null)
        equal(yield* read(store, { offset: 0 }), page("", 0))
      }))

    it("what eight append at once is all there, each piece whole", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* atOnce(8, (n) => store.appendLog(id, bytes(`piece ${n}\n`)))
        const { nextOffset, text } = yield* store.readLog(id, { offset: 0 })
        const pieces = Array.from({ length: 8 }, (_, n) => `piece ${n}\n`)
        equal(text.match(/.*\n/g)?.sort(), pieces)
        equal(nextOffset, pieces.join("").length)
      }))

    it("a tail holds the last bytes, and everything when that is less", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        equal(yield* read(store, { tailBytes: 10 }), page("", 0))
        yield* store.appendLog(id, bytes("abcdefghij"))
        equal(yield* read(store, { tailBytes: 4 }), page("ghij", 10))
        equal(yield* read(store, { tailBytes: 400 }), page("abcdefghij", 10))
        equal(yield* read(store, { tailBytes: 0 }), page("", 10))
      }))

    it("no read ever splits a character, wherever it begins", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const text = "aé日🚀z"
        const whole = bytes(text)
        yield* store.appendLog(id, whole)
        for (let n = 0; n <= whole.length; n++) {
          const tail = yield* read(store, { tailBytes: n })
          const rest = yield* read(store, { offset: whole.length - n })
          equal(tail, rest)
          equal(tail.bytes, [...bytes(tail.text)])
          assert.ok(text.endsWith(tail.text), `"${tail.text}" at ${n}`)
          assert.ok(bytes(tail.text).length > n - 4, `too little of the tail at ${n}`)
          equal(tail.nextOffset, whole.length)
        }
      }))

    it("a character that is still being written is left for the next read", (store) =>
      Effect.gen(function* () {
        for (const [n, character] of ["é", "日", "🚀"].entries()) {
          const job = sampleId(n)
          yield* submitted(store, n)
          const whole = bytes(`x${character}`)
          let offset = 0
          let text = ""
          for (const byte of whole) {
            yield* store.appendLog(job, Uint8Array.of(byte))
            const more = yield* store.readLog(job, { offset })
            assert.ok(["", "x", character].includes(more.text), `"${more.text}"`)
            text += more.text
            offset = more.nextOffset
          }
          equal({ text, offset }, { text: `x${character}`, offset: whole.length })
        }
      }))

    it("bytes that are no text do not stop the reading", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.appendLog(id, Uint8Array.of(0x61, 0xff, 0x80, 0x80, 0x80, 0x80, 0x62))
        const found = yield* store.readLog(id, { offset: 0 })
        equal([found.text[0], found.text.at(-1), found.nextOffset], ["a", "b", 7])
      }))

    it("is read in pages no larger than is asked for, and none of it twice or not at all", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const text = "aé日🚀z".repeat(3)
        yield* store.appendLog(id, bytes(text))
        for (const asBytes of [false, true]) {
          for (const maxBytes of [4, 5, 7, 11, 1000]) {
            const pages: Array<ReadonlyArray<number>> = []
            for (let offset = 0; offset < bytes(text).length;) {
              const found = yield* read(store, { offset, maxBytes, asBytes })
              assert.ok(found.nextOffset > offset, `no step on from ${offset}`)
              assert.ok(found.bytes.length <= maxBytes, `${found.bytes.length} of ${maxBytes}`)
              equal(found.nextOffset, offset + found.bytes.length)
              pages.push(found.bytes)
              offset = found.nextOffset
            }
            equal(pages.flat(), [...bytes(text)])
          }
        }
      }))

    it("is read byte for byte where that is asked for, whatever the bytes are", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const whole = [0x63, 0xe9, 0x0a, 0x80, 0xbf, 0xff, 0x00, 0xf0]
        yield* store.appendLog(id, Uint8Array.from(whole))
        for (let n = 0; n <= whole.length; n++) {
          for (const range of [{ offset: n }, { tailBytes: whole.length - n }]) {
            const found = yield* read(store, { ...range, asBytes: true })
            equal([found.bytes, found.nextOffset], [whole.slice(n), whole.length])
          }
        }
      }))
  })
}
