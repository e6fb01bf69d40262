import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as fs from "node:fs"
import { runTool, runWithin } from "../../src/probe/tools/runTool.ts"
import { readProcess } from "../../src/probe/readProcess.ts"
import { untilTrue } from "../untilTrue.ts"

const node = (script: string) => ({ file: process.execPath, args: ["-e", script] })

const textOf = (answer: { readonly _tag: string; readonly output?: Uint8Array }) =>
  answer.output === undefined ? answer : Buffer.from(answer.output).toString()

const inAMinute = { longestMillis: 60_000, mostBytes: 1_000 }

describe("runTool", () => {
  it.live("gives a tool an environment of its own, and no job's token, language or zone", () =>
    Effect.gen(function* () {
      const answer = yield* runTool(node("console.log(JSON.stringify(process.env))"))
      const seen = JSON.parse(String(textOf(answer))) as Record<string, string>
      assert.strictEqual(seen["LC_ALL"], "C")
      assert.strictEqual(seen["TZ"], "UTC")
      if (process.platform !== "win32") {
        assert.deepStrictEqual(Object.keys(seen).sort(), ["LC_ALL", "TZ"])
      }
    })
  )

  it.live("passes arguments on as they are, with nothing that a shell would read", () =>
    Effect.gen(function* () {
      const hostile = [`"`, "'", "$HOME", "`id`", "%PATH%", "a b", "\n", "/PID", "*"]
      const answer = yield* runTool({
        file: process.execPath,
        args: ["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...hostile]
      })
      assert.deepStrictEqual(JSON.parse(String(textOf(answer))), hostile)
    })
  )

  it.live("reads nothing of stderr, and gives nothing on stdin", () =>
    Effect.gen(function* () {
      const answer = yield* runTool(
        node(`console.error("noise"); process.stdin.on("end", () => console.log("end")).resume()`)
      )
      assert.strictEqual(textOf(answer), "end\n")
    })
  )

  it.live("answers with the exit code", () =>
    Effect.gen(function* () {
      const answer = yield* runTool(node("process.exitCode = 3; console.log(1)"))
      assert.strictEqual(answer._tag === "Ended" ? answer.code : answer.reason, 3)
    })
  )

  it.live.runIf(process.platform !== "win32")(
    "gives all that a tool has printed, also what comes after its exit",
    () =>
      Effect.gen(function* () {
        const script = "head -c 1000000 /dev/zero & exit 0"
        const answer = yield* runTool({ file: "/bin/sh", args: ["-c", script] })
        assert.strictEqual(
          answer._tag === "Ended" ? answer.output.length : answer.reason,
          1_000_000
        )
      })
  )

  it.live("says that a tool was not there, was ended, or printed without end", () =>
    Effect.gen(function* () {
      const reason = (tool: Parameters<typeof runTool>[0]) =>
        Effect.map(runWithin(tool, inAMinute), (answer) =>
          answer._tag === "Failed" ? answer.reason : "it ended"
        )
      assert.match(
        yield* reason({ file: "/there/is/none", args: [] }),
        /could not be started \(ENOENT\)/
      )
      assert.match(yield* reason({ file: "/a\0b", args: [] }), /could not be started/)
      assert.match(
        yield* reason(node("process.kill(process.pid, 'SIGKILL')")),
        /was ended by SIGKILL/
      )
      assert.match(
        yield* reason(node("setInterval(() => console.log('x'.repeat(500)), 1)")),
        /printed more/
      )
    })
  )

  it.live("kills a tool that takes too long", () =>
    Effect.gen(function* () {
      const answer = yield* runWithin(node("setInterval(() => {}, 1000)"), {
        longestMillis: 1,
        mostBytes: 10
      })
      assert.match(answer._tag === "Failed" ? answer.reason : "it ended", /took too long/)
    })
  )

  it.live.runIf(process.platform === "linux")(
    "I12 nothing-leaks: a tool that printed too much does not run on",
    () =>
      Effect.gen(function* () {
        const script = "head -c 2000 /dev/zero; exec sleep 60"
        const before = new Set(childrenOf(process.pid))
        const tool = { file: "/bin/sh", args: ["-c", script] }
        const answer = yield* runWithin(tool, inAMinute)
        assert.strictEqual(answer._tag, "Failed")
        yield* untilTrue("it is gone", () =>
          childrenOf(process.pid).every((pid) => before.has(pid))
        )
      })
  )

  it.live.runIf(process.platform === "linux")(
    "I12 nothing-leaks: a tool whose caller is interrupted does not run on",
    () =>
      Effect.gen(function* () {
        const isOurs = (pid: number) => {
          const seen = readProcess(pid)
          return seen._tag === "Row" && seen.stat.ppid === process.pid
        }
        const before = new Set(childrenOf(process.pid))
        const fiber = yield* Effect.forkChild(
          runWithin({ file: "/bin/sleep", args: ["600"] }, inAMinute),
          { startImmediately: true }
        )
        const [pid] = childrenOf(process.pid).filter((child) => !before.has(child))
        assert.isDefined(pid)
        yield* Fiber.interrupt(fiber)
        yield* untilTrue("it is gone", () => !isOurs(pid!))
      })
  )
})

const childrenOf = (pid: number): ReadonlyArray<number> =>
  fs
    .readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter((child) => child !== "")
    .map(Number)
