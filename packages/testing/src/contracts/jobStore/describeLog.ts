import * as Effect from "effect/Effect"
import { sampleId } from "../../samples.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { bytes, id, submitted } from "./JobStoreSuite.ts"

/** Proves that a log is read as it was written, in pieces that never split a character. */
export const describeLog = ({ assert, describe, equal, it }: JobStoreSuite): void => {
  describe("the log", () => {
    it("what was appended is read in order, from any offset on", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        equal(yield* store.readLog(id, { offset: 0 }), { text: "", nextOffset: 0 })
        yield* store.appendLog(id, bytes("one\n"))
        const first = yield* store.readLog(id, { offset: 0 })
        equal(first, { text: "one\n", nextOffset: 4 })
        yield* store.appendLog(id, bytes("two\n"))
        equal(yield* store.readLog(id, { offset: first.nextOffset }), {
          text: "two\n",
          nextOffset: 8
        })
        equal(yield* store.readLog(id, { offset: 8 }), { text: "", nextOffset: 8 })
        equal(yield* store.readLog(id, { offset: 99 }), { text: "", nextOffset: 99 })
        assert.ok((yield* store.facts(id)).lastLogAt !== null)
      }))

    it("a tail holds the last bytes, and everything when that is less", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        equal(yield* store.readLog(id, { tailBytes: 10 }), { text: "", nextOffset: 0 })
        yield* store.appendLog(id, bytes("abcdefghij"))
        equal(yield* store.readLog(id, { tailBytes: 4 }), { text: "ghij", nextOffset: 10 })
        equal(yield* store.readLog(id, { tailBytes: 400 }), {
          text: "abcdefghij",
          nextOffset: 10
        })
        equal(yield* store.readLog(id, { tailBytes: 0 }), { text: "", nextOffset: 10 })
      }))

    it("no read ever splits a character, wherever it begins", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const text = "aé日🚀z"
        const whole = bytes(text)
        yield* store.appendLog(id, whole)
        for (let n = 0; n <= whole.length; n++) {
          const tail = yield* store.readLog(id, { tailBytes: n })
          const rest = yield* store.readLog(id, { offset: whole.length - n })
          equal(tail, rest)
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
            const page = yield* store.readLog(job, { offset })
            assert.ok(["", "x", character].includes(page.text), `"${page.text}"`)
            text += page.text
            offset = page.nextOffset
          }
          equal({ text, offset }, { text: `x${character}`, offset: whole.length })
        }
      }))

    it("bytes that are no text do not stop the reading", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.appendLog(id, Uint8Array.of(0x61, 0xff, 0x80, 0x80, 0x80, 0x80, 0x62))
        const page = yield* store.readLog(id, { offset: 0 })
        equal([page.text[0], page.text.at(-1), page.nextOffset], ["a", "b", 7])
      }))
  })
}
