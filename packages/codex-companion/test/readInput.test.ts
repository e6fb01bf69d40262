import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as readline from "node:readline"

const fixture = fileURLToPath(new URL("fixtures/lateInput.ts", import.meta.url))

describe.skipIf(process.platform === "win32")("the input of a hook", () => {
  it("is waited for where it comes late", async () => {
    const { stdin, stdout } = spawn(process.execPath, [fixture], {
      stdio: ["pipe", "pipe", "inherit"]
    })
    const lines = readline.createInterface({ input: stdout })[Symbol.asyncIterator]()
    assert.strictEqual((await lines.next()).value, "nothing yet")
    stdin.write("all ")
    stdin.end("of it")
    assert.strictEqual((await lines.next()).value, "read 9 bytes, the last is t")
  })

  it("is all that there is", async () => {
    const long = `${"x".repeat(200_000)}y`
    const { stdin, stdout } = spawn(process.execPath, [fixture], {
      stdio: ["pipe", "pipe", "inherit"]
    })
    stdin.end(long)
    const lines: Array<string> = []
    for await (const line of readline.createInterface({ input: stdout })) lines.push(line)
    assert.strictEqual(lines.at(-1), "read 200001 bytes, the last is y")
  })
})
