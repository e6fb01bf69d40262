import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as path from "node:path"
import { initializeOrClose } from "../src/turn/initializeOrClose.ts"

const module = path.join(import.meta.dirname, "../src/turn/initializeOrClose.ts")

/** A connection that is made as `initialize` says; it tells whether it was closed. */
const clientThat = (initialize: () => Promise<unknown>) => {
  const closed: Array<string> = []
  return { closed, initialize, close: async () => closed.push("closed") }
}

const failureOf = (promise: Promise<void>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: Error) => error.message
  )

describe("a connection to an app-server", () => {
  it("that is made is left open", async () => {
    const client = clientThat(async () => {})
    await initializeOrClose(client, 0)
    assert.deepStrictEqual(client.closed, [])
  })

  it("that is refused is closed, and says why (F45)", async () => {
    const client = clientThat(() => Promise.reject(new Error("not today")))
    assert.strictEqual(await failureOf(initializeOrClose(client)), "not today")
    assert.deepStrictEqual(client.closed, ["closed"])
  })

  it("that is refused says why, though it cannot be closed", async () => {
    const client = clientThat(() => Promise.reject(new Error("not today")))
    const close = () => Promise.reject(new Error("it is closed"))
    assert.strictEqual(await failureOf(initializeOrClose({ ...client, close })), "not today")
  })

  it("that has no answer in time is closed, and says so (F45)", async () => {
    const client = clientThat(() => new Promise(() => {}))
    // The limit alone keeps no process.
    const keeping = setTimeout(() => {}, 3_600_000)
    const failure = await failureOf(initializeOrClose(client, 1))
    clearTimeout(keeping)
    assert.strictEqual(failure, "The Codex app-server did not answer its first request in 0.001s.")
    assert.deepStrictEqual(client.closed, ["closed"])
  })

  it("that cannot be begun says why, though its end never comes and nothing else keeps the process (F45)", () => {
    const script = `
import { initializeOrClose } from ${JSON.stringify(module)}
const client = { initialize: () => Promise.reject(new Error("no such endpoint")), close: () => new Promise(() => {}) }
initializeOrClose(client).catch((error) => console.log(error.message))`
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8"
    })
    assert.strictEqual(stdout, "no such endpoint\n")
  })
})
