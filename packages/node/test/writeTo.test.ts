import { assert, describe, it } from "@effect/vitest"
import { isReaderGone, lostOwnOutput, writeTo } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as os from "node:os"
import { Writable } from "node:stream"
import { openOwnOutput } from "../src/command/OwnOutput.ts"
import { withFs } from "./fixtures/watchedFs.ts"

const failure = (code: string) => Object.assign(new Error(`${code}: a test made it fail`), { code })

describe("a text for a descriptor", () => {
  it("arrives whole and once where it is taken in parts, and not always at once", async () => {
    const taken: Array<number> = []
    let calls = 0
    const writeSync = (_fd: number, bytes: Uint8Array, from = 0) => {
      if (calls++ % 2 === 0) throw failure("EAGAIN")
      const part = bytes.subarray(from, from + 3)
      taken.push(...part)
      return part.length
    }
    const text = "ten € and a bit"
    const why = await withFs({ writeSync: writeSync as never }, async () => writeTo(1, text))
    assert.isNull(why)
    assert.strictEqual(Buffer.from(taken).toString("utf8"), text)
  })

  it("that cannot be written is told, and no failure", async () => {
    const writeSync = () => {
      throw failure("ENOSPC")
    }
    assert.strictEqual((await withFs({ writeSync }, async () => writeTo(1, "x")))?.code, "ENOSPC")
  })

  // libuv says EOF of ERROR_BROKEN_PIPE, which a pipe of Windows answers in the middle of a write.
  for (const code of ["EPIPE", "ECONNRESET", "EOF"]) {
    it(`that nobody reads any more, with ${code}, is no output that was lost`, async () => {
      const refused = (_bytes: unknown, _encoding: unknown, done: (error: Error) => void) =>
        done(failure(code))
      const stream = new Writable({ write: refused })
      const write = Effect.flatMap(openOwnOutput(stream), (own) => own.write(Buffer.from("x")))
      assert.isFalse(await Effect.runPromise(Effect.scoped(write)))
      assert.isNull(lostOwnOutput(stream))
    })
  }

  it("that a terminal refuses with EIO has hung up, and a file or a folder has not", () => {
    const saidOf = (file: string) => {
      const fd = fs.openSync(file, "r")
      try {
        return isReaderGone(failure("EIO"), fd)
      } finally {
        fs.closeSync(fd)
      }
    }
    assert.deepStrictEqual([os.devNull, import.meta.filename, import.meta.dirname].map(saidOf), [
      true,
      false,
      false
    ])
    assert.isFalse(isReaderGone(failure("EIO"), undefined))
    assert.isFalse(isReaderGone(failure("ENOSPC"), 0))
  })
})
