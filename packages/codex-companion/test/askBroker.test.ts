import { assert, describe, it } from "@effect/vitest"
import { EventEmitter } from "node:events"
import { askBroker, healthMethod } from "../src/broker/askBroker.ts"

/** A connection to a broker, of which the test tells what happens. */
class FakeSocket extends EventEmitter {
  readonly written: Array<string> = []
  write(text: string): void {
    this.written.push(text)
  }
  destroy(): void {}
  unref(): void {}
}

const hour = 3_600_000

/** What is answered when this happens to the connection, in this order. */
const answerTo = async (...events: ReadonlyArray<readonly [string, unknown?]>) => {
  const socket = new FakeSocket()
  const answer = askBroker(socket, healthMethod, hour)
  for (const [name, value] of events) socket.emit(name, value)
  return await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, "Waiting"))])
}
const error = (code: string) => ["error", { code }] as const

describe("a broker that is asked", () => {
  it("is asked one thing, once it is connected to", () => {
    const socket = new FakeSocket()
    void askBroker(socket, healthMethod, hour)
    assert.deepStrictEqual(socket.written, [])
    socket.emit("connect")
    assert.deepStrictEqual(socket.written, [`{"id":1,"method":"${healthMethod}","params":{}}\n`])
  })

  const answers: ReadonlyArray<[string, ReadonlyArray<readonly [string, unknown?]>, string]> = [
    [
      "has answered with a whole line, be it an error",
      [["data", '{"id":1,"error":{}}\n']],
      "Answered"
    ],
    [
      "has answered in parts",
      [
        ["data", '{"id"'],
        ["data", ":1}\n"]
      ],
      "Answered"
    ],
    ["has not answered with a part of one", [["data", '{"id"']], "Waiting"],
    ["is not there while nobody listens", [error("ECONNREFUSED"), ["close"]], "Refused"],
    ["has vanished with its socket", [error("ENOENT"), ["close"]], "Vanished"],
    ["proves nothing where it may not be asked (I7)", [error("EACCES"), ["close"]], "Silent"],
    [
      "proves nothing where its connection is reset (I7)",
      [error("ECONNRESET"), ["close"]],
      "Silent"
    ],
    ["is silent when it hangs up", [["connect"], ["close"]], "Silent"]
  ]
  for (const [title, events, expected] of answers) {
    it(`${title}: ${expected}`, async () => assert.strictEqual(await answerTo(...events), expected))
  }

  it("is heard for a moment though no time is left to wait", async () => {
    const socket = new FakeSocket()
    const answer = askBroker(socket, healthMethod, -5)
    await new Promise(setImmediate)
    socket.emit(...error("ECONNREFUSED"))
    assert.strictEqual(await answer, "Refused")
  })
})
