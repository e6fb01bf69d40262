import { assert, describe, it } from "@effect/vitest"
import { Writable } from "node:stream"
import { takesNudge } from "../src/channel/takesNudge.ts"

/** A stream that is through with what is written once that is said, as a pipe of Windows is: never at once. */
const pipe = () => {
  const waiting: Array<() => void> = []
  const stream = new Writable({
    write: (_chunk, _encoding, done) => {
      waiting.push(done)
    },
    writev: (_chunks, done) => {
      waiting.push(done)
    }
  })
  return { stream, goOn: () => waiting.splice(0).forEach((done) => done()) }
}

const nudge = (stream: Writable, times: number, platform: string): boolean =>
  Array.from({ length: times }, () => takesNudge(stream, platform)).every(Boolean)

describe("a watcher that is nudged", () => {
  it("through a pipe of Windows is not let go for what every write there waits for", () => {
    const { goOn, stream } = pipe()
    for (let turn = 0; turn < 300; turn++) {
      assert.isTrue(nudge(stream, 3, "win32"))
      // What was written first, and what had to wait for it.
      goOn()
      goOn()
    }
    assert.strictEqual(stream.writableLength, 0)
  })

  it("through a pipe of Windows, and takes none of hundreds, is let go", () => {
    const { stream } = pipe()
    assert.isFalse(nudge(stream, 300, "win32"))
    assert.isTrue(stream.destroyed)
  })

  it("through a socket is let go by the first that waits, which would keep us alive", () => {
    const { stream } = pipe()
    assert.isFalse(nudge(stream, 1, "darwin"))
    assert.isTrue(stream.destroyed)
  })
})
