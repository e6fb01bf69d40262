import { assert, describe, it } from "@effect/vitest"
import { ExitCodeZero, rawTailBytes } from "@job-lifecycle/engine"
import { NodeWork, idVariable, tokenVariable } from "@job-lifecycle/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { spawnSync } from "node:child_process"
import { readProcess } from "../src/probe/readProcess.ts"
import { endAfterwards } from "./endAfterwards.ts"
import { failureOf, run, sh } from "./runCommand.ts"
import { startFixture } from "./startProcess.ts"

const hasPrlimit = spawnSync("prlimit", ["--version"]).status === 0

const messageOf = (result: Effect.Success<ReturnType<typeof run>["result"]>) =>
  result._tag === "Success" ? "" : result.failure.message

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

  it.live("a log that fails to take anything does not touch the command", () =>
    Effect.gen(function* () {
      const end = yield* run(sh("seq 1 50000; exit 4"), {}, { log: () => Effect.void }).result
      assert.strictEqual(failureOf(end)["exitCode"], 4)
    })
  )
})
