import { assert, describe, it } from "@effect/vitest"
import type { RunnerContext } from "@job-lifecycle/engine"
import { ExitCodeZero, rawTailBytes } from "@job-lifecycle/engine"
import type { CommandOptions } from "@job-lifecycle/node"
import { NodeWork, commandRunner, idVariable, tokenVariable } from "@job-lifecycle/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { spawnSync } from "node:child_process"
import { isDefunct } from "../src/probe/parseStat.ts"
import { readProcess } from "../src/probe/readProcess.ts"
import { endAfterwards } from "./endAfterwards.ts"
import { recordedContext } from "./runnerContext.ts"
import { startFixture } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const run = (
  command: ReadonlyArray<string>,
  options: Partial<CommandOptions> = {},
  change: Partial<RunnerContext> = {}
) => {
  const recorded = recordedContext(change)
  const all: CommandOptions = {
    command,
    stdin: "ignore",
    output: "log",
    ownSession: false,
    ...options
  }
  return { ...recorded, result: Effect.result(commandRunner(all)(recorded.job)) }
}

const hasPrlimit = spawnSync("prlimit", ["--version"]).status === 0

const sh = (script: string) => ["sh", "-c", script]

/** How a run failed, without what is only said to people. */
const failureOf = (
  result: Effect.Success<ReturnType<typeof run>["result"]>
): Record<string, unknown> => {
  if (result._tag === "Success") return { _tag: "Success" }
  const { message: _, ...failure } = { ...result.failure }
  return failure
}

const messageOf = (result: Effect.Success<ReturnType<typeof run>["result"]>) =>
  result._tag === "Success" ? "" : result.failure.message

const endOf = (stderr: string) =>
  JSON.parse(stderr.trim().split("\n").at(-1)!) as {
    readonly end: string
    readonly logged: number
    readonly listeners: number
  }

describe("commandRunner", () => {
  it.live("exit code 0 is the result, and both streams are in the log", () =>
    Effect.gen(function* () {
      const { logged, result } = run(sh("echo out; echo err >&2"))
      const end = yield* result
      assert.isTrue(end._tag === "Success" && end.success === ExitCodeZero)
      assert.deepStrictEqual(logged().split("\n").toSorted(), ["", "err", "out"])
    })
  )

  it.live("another exit code fails, with the end of standard error", () =>
    Effect.gen(function* () {
      const end = yield* run(sh("echo noise; echo trouble >&2; exit 3")).result
      assert.deepStrictEqual(failureOf(end), {
        _tag: "RunnerFailed",
        exitCode: 3,
        signal: null,
        stderrTail: "trouble\n"
      })
    })
  )

  it.live("a signal fails, by its name", () =>
    Effect.gen(function* () {
      const end = yield* run(sh("kill -KILL $$")).result
      assert.deepStrictEqual(failureOf(end), {
        _tag: "RunnerFailed",
        exitCode: null,
        signal: "SIGKILL",
        stderrTail: ""
      })
    })
  )

  it.live("of much standard error the end is kept, from a whole character on", () =>
    Effect.gen(function* () {
      const script = `process.stderr.write("€".repeat(5000) + "!", () => process.exit(1))`
      const end = yield* run([process.execPath, "-e", script]).result
      const { stderrTail } = failureOf(end) as { readonly stderrTail: string }
      assert.match(stderrTail, /^€+!$/)
      assert.isAtMost(Buffer.byteLength(stderrTail), rawTailBytes)
      assert.isAtLeast(Buffer.byteLength(stderrTail), rawTailBytes - 2)
    })
  )

  const unstartable: ReadonlyArray<
    [string, ReadonlyArray<string>, string | undefined, string | null, RegExp]
  > = [
    ["an unknown program", ["no-such-program-here"], undefined, "ENOENT", /search path/],
    ["a missing file", ["./no/such/program"], undefined, "ENOENT", /was not found/],
    ["a file that is no program", [import.meta.filename], undefined, "EACCES", /not be executed/],
    [
      "a file below a file",
      [`${import.meta.filename}/program`],
      undefined,
      "ENOTDIR",
      /not a directory/
    ],
    [
      "a missing working directory",
      ["true"],
      "./no/such/folder",
      null,
      /working directory .* not exist/
    ],
    [
      "a working directory that is a file",
      ["true"],
      import.meta.filename,
      null,
      /working directory .* not a directory/
    ]
  ]
  for (const [title, command, cwd, code, message] of unstartable) {
    it.live(`${title} is never started (${code}), and the message says what is wrong`, () =>
      Effect.gen(function* () {
        const { result, works } = run(command, { cwd })
        const end = yield* result
        assert.deepStrictEqual(failureOf(end), { _tag: "RunnerNotStarted", code, stderrTail: "" })
        assert.match(messageOf(end), message)
        assert.deepStrictEqual(works, [])
      })
    )
  }

  for (const command of [[], [""], ["a\0b"]]) {
    it.live(`the command ${JSON.stringify(command)} is never started`, () =>
      Effect.gen(function* () {
        assert.strictEqual(failureOf(yield* run(command).result)["_tag"], "RunnerNotStarted")
      })
    )
  }

  for (const [what, code] of [
    ["files", "EMFILE"],
    ["processes", "EAGAIN"]
  ] as const) {
    it.live.skipIf(!hasPrlimit)(
      `where no more ${what} are to be had it is never started (${code}), and its owner goes on`,
      () =>
        Effect.gen(function* () {
          const fixture = yield* startFixture("crampedCommand", [what])
          const end = JSON.parse(yield* fixture.line)
          assert.deepInclude(end, { _tag: "RunnerNotStarted", code })
          assert.match(end.message, /^The command "echo" could not be started: /)
        }),
      60_000
    )
  }

  it.live(
    "the command gets our environment, its own, and this job's token in place of another",
    () =>
      Effect.gen(function* () {
        const print = `const e = process.env; console.log([e.PATH !== undefined, e.MORE, e.${tokenVariable}, e.${idVariable}].join(" "))`
        const env = { MORE: "more", [tokenVariable]: "of an outer job" }
        const { job, logged, result } = run([process.execPath, "-e", print], { env })
        yield* result
        assert.strictEqual(logged(), `true more ${job.token} ${job.id}\n`)
      })
  )

  for (const ownSession of [true, false]) {
    it.live(
      `with ownSession ${ownSession} the recorded identity is that of the running command`,
      () =>
        Effect.gen(function* () {
          const begun = yield* Deferred.make<void>()
          const { result, works } = run(
            sh("echo $$; exec sleep 600"),
            { ownSession },
            {
              log: () => Effect.asVoid(Deferred.succeed(begun, undefined))
            }
          )
          const fiber = yield* Effect.forkChild(result, { startImmediately: true })
          yield* Deferred.await(begun)
          const work = yield* Schema.decodeUnknownEffect(NodeWork)(works[0]?.value)
          yield* endAfterwards(work.pid)
          const seen = readProcess(work.pid)
          assert.strictEqual(seen._tag, "Row")
          if (seen._tag !== "Row") return
          assert.strictEqual(work.leadsGroup, ownSession)
          assert.strictEqual(work.startTicks, seen.stat.startTicks)
          assert.strictEqual(seen.stat.group === work.pid, ownSession)
          assert.strictEqual(seen.stat.session === work.pid, ownSession)
          process.kill(work.pid, "SIGTERM")
          assert.strictEqual(failureOf(yield* Fiber.join(fiber))["signal"], "SIGTERM")
        })
    )
  }

  it.live("a grandchild that holds the pipes does not delay the end, and no output is lost", () =>
    Effect.gen(function* () {
      const { logged, result } = run(sh("sleep 600 & echo $!; seq 1 5000"))
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          const grandchild = Number(logged().split("\n")[0])
          if (grandchild > 1) process.kill(grandchild, "SIGKILL")
        })
      )
      const end = yield* result
      const numbers = logged().trim().split("\n")
      assert.strictEqual(end._tag, "Success")
      assert.strictEqual(numbers.at(-1), "5000")
    })
  )

  it.live("a log that fails to take anything does not touch the command", () =>
    Effect.gen(function* () {
      const end = yield* run(sh("seq 1 50000; exit 4"), {}, { log: () => Effect.void }).result
      assert.strictEqual(failureOf(end)["exitCode"], 4)
    })
  )

  it.live("what the command left in its pipes at its exit is still logged", () =>
    Effect.gen(function* () {
      let bytes = 0
      const slowly = (chunk: string | Uint8Array) =>
        Effect.sync(() => {
          bytes += chunk.length
        }).pipe(Effect.delay("5 millis"))
      const script = "head -c 150000 /dev/zero; head -c 50000 /dev/zero >&2"
      yield* run(sh(script), {}, { log: slowly }).result
      assert.strictEqual(bytes, 200_000)
    })
  )

  it.live("a grandchild that writes for ever keeps no ended command from its end", () =>
    Effect.gen(function* () {
      const chatty = "(while :; do echo tick; sleep 0.01; done) & exit 2"
      const end = yield* run(sh(chatty)).result
      assert.strictEqual((failureOf(end) as { readonly exitCode: number }).exitCode, 2)
    })
  )

  it.live("interrupted, it ends what still runs of the command and holds nothing of it", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const { result, works } = run(
        sh("echo ready; exec sleep 600"),
        {},
        {
          log: () => Effect.asVoid(Deferred.succeed(begun, undefined))
        }
      )
      const fiber = yield* Effect.forkChild(result, { startImmediately: true })
      yield* Deferred.await(begun)
      const { pid } = works[0]!.value as { readonly pid: number }
      yield* endAfterwards(pid)
      yield* Fiber.interrupt(fiber)
      yield* untilTrue("it is gone", () => readProcess(pid)._tag === "Absent")
    })
  )
})

describe("commandRunner and the last words of a command", () => {
  it.live("are logged though it is interrupted before it has noticed the end", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      let said = ""
      const log = (chunk: string | Uint8Array) =>
        Effect.suspend(() => {
          said += Buffer.from(chunk as Uint8Array).toString()
          return Effect.asVoid(Deferred.succeed(begun, undefined))
        })
      const script = "trap 'echo last words; exit 3' TERM; echo ready; while :; do sleep 0.01; done"
      const { result, works } = run(sh(script), {}, { log })
      const fiber = yield* Effect.forkChild(result, { startImmediately: true })
      yield* Deferred.await(begun)
      const { pid } = works[0]!.value as { readonly pid: number }
      yield* endAfterwards(pid)
      process.kill(pid, "SIGTERM")
      // Nothing else of this process runs until the command is dead and its end still unheard.
      const pause = new Int32Array(new SharedArrayBuffer(4))
      for (let seen = readProcess(pid); seen._tag === "Row" && !isDefunct(seen.stat);) {
        Atomics.wait(pause, 0, 0, 1)
        seen = readProcess(pid)
      }
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(said, "ready\nlast words\n")
    })
  )
})

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
