import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startFixture } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const sh = (script: string) => ["sh", "-c", script]

const endOf = (stderr: string) =>
  JSON.parse(stderr.trim().split("\n").at(-1)!) as {
    readonly end: string
    readonly logged: number
    readonly listeners: number
  }

describe("commandRunner writing through to our own output", () => {
  it.live("both streams arrive whole, and no listener stays behind", () =>
    Effect.gen(function* () {
      const fixture = yield* startFixture("streamCommand", sh("seq 1 100000; echo err >&2"))
      const { lines } = yield* fixture.end
      yield* untilTrue("it told its end", () => fixture.stderr().includes("listeners"))
      assert.strictEqual(lines.length, 100_000)
      assert.match(fixture.stderr(), /^err\n/)
      const { end, listeners } = endOf(fixture.stderr())
      assert.deepStrictEqual([end, listeners], ["completed", 0])
    })
  )

  it.live("when our reader goes away the command meets a closed pipe, and ends by itself", () =>
    Effect.gen(function* () {
      const fixture = yield* startFixture("streamCommand", ["yes"])
      yield* fixture.line
      fixture.child.stdout?.destroy()
      yield* untilTrue("it told its end", () => fixture.stderr().includes("listeners"))
      const { end, logged } = endOf(fixture.stderr())
      // Node's pipes are sockets: what was still unread makes the first write fail with a reset.
      assert.match(end, /^yes (was ended by SIGPIPE|exited with code 1)$/)
      assert.isAbove(logged, 0)
    })
  )
})
