import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import type { Ended } from "./command.ts"
import { documentOf, isAlive, job, jobOf, makeRoot, startJob, until } from "./command.ts"
import { holdOwner } from "./holdOwner.ts"
import { besides, detach, theJob } from "./launching.ts"

/** Waits until a job is older than the time in which its owner may be there and not be seen. */
const olderThanLaunch = (createdAt: number) =>
  until(
    "the launch is over",
    Effect.map(Clock.currentTimeMillis, (now) => now - createdAt > 2_500)
  )

/** Submits a job, and kills its launcher just before that starts an owner. */
const killedBeforeOwner = (root: string, first: string) =>
  Effect.gen(function* () {
    const script = besides(root, "stuck.cjs")
    fs.writeFileSync(
      script,
      `if (process.argv[2] === "run") {
        ${first}
        require("node:child_process").spawn = () => {
          require("node:fs").writeSync(1, "about to start\\n")
          for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
        }
      }`
    )
    const env = { NODE_OPTIONS: `--require ${script}` }
    const launcher = yield* startJob(root, detach("true"), { env })
    yield* launcher.printed("about to start")
    process.kill(launcher.pid, "SIGKILL")
    yield* launcher.ended
  })

const hasPrlimit = spawnSync("prlimit", ["--version"]).status === 0

describe("the launch window", { timeout: 120_000 }, () => {
  it.live(
    "a launcher that is killed before it starts an owner leaves NeverStarted, before the claim deadline",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        yield* killedBeforeOwner(root, "")
        const { createdAt, id } = yield* theJob(root)
        yield* olderThanLaunch(createdAt)
        const { outcome } = yield* theJob(root)
        assert.deepInclude(outcome, { tag: "NeverStarted", reason: "LauncherGone" })
        assert.strictEqual((yield* job(root, ["wait", id])).code, 121)
      })
  )

  it.live(
    "a launcher that was killed leaves NeverStarted although the clock was set back since",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        yield* killedBeforeOwner(
          root,
          "const { now } = Date; Date.now = () => now() + 365 * 86_400_000"
        )
        const now = yield* Clock.currentTimeMillis
        const { createdAt, id, state } = yield* theJob(root)
        assert.isAbove(createdAt, now + 364 * 86_400_000)
        assert.strictEqual(state, "queued")
        assert.strictEqual((yield* job(root, ["wait", id, "--timeout", "30s"])).code, 121)
        assert.deepInclude((yield* theJob(root)).outcome, { reason: "LauncherGone" })
      })
  )

  it.live(
    "after five seconds the launcher says that the job is pending, and its owner is waited for",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const hold = holdOwner(root)
        const launched = yield* job(root, detach("echo", "hello"), { env: hold.env })
        const document = documentOf(launched)
        assert.strictEqual("started" in document ? document.started : null, "pending")
        assert.strictEqual(launched.code, 0)
        const { id, state } = yield* theJob(root)
        assert.strictEqual(state, "queued")
        yield* hold.letGo
        const waited = yield* job(root, ["wait", id, "--json"])
        assert.strictEqual(jobOf(waited).outcome?.tag, "Completed")
        assert.strictEqual((yield* job(root, ["logs", id])).stdout, "hello\n")
      })
  )

  it.live(
    "of a launcher and its owner that are both killed before the claim one read finds NeverStarted",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const hold = holdOwner(root)
        const launcher = yield* startJob(root, detach("true"), { env: hold.env })
        const owner = yield* hold.pid
        process.kill(launcher.pid, "SIGKILL")
        yield* launcher.ended
        const { createdAt } = yield* theJob(root)
        yield* olderThanLaunch(createdAt)
        assert.strictEqual((yield* theJob(root)).state, "queued", "its owner may still claim it")
        process.kill(owner, "SIGKILL")
        yield* until(
          "the owner is gone",
          Effect.sync(() => !isAlive(owner))
        )
        const { outcome } = yield* theJob(root)
        assert.deepInclude(outcome, { tag: "NeverStarted", reason: "LauncherGone" })
        assert.deepInclude(outcome, { stderrTail: "held\n" })
      })
  )

  it.live("what an owner that cannot start says is kept in part, and without secrets", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = besides(root, "broken.cjs")
      const secret = "not-for-the-record-4711"
      fs.writeFileSync(
        script,
        `if (process.argv[2] === "own") {
          require("node:fs").writeSync(2, "€".repeat(100000) + " refused: " + process.env.MY_API_KEY + "\\n")
          process.exit(9)
        }`
      )
      const env = { NODE_OPTIONS: `--require ${script}`, MY_API_KEY: secret }
      const { id } = jobOf(yield* job(root, detach("true"), { env }))
      const outcome = neverStarted(yield* job(root, ["wait", id, "--json"], { env }))
      assert.match(outcome.stderrTail, /^€+ refused: \[redacted\]\n$/)
      assert.isAtMost(Buffer.byteLength(outcome.stderrTail), 8_192)
      const failed = ["run", "--json", "--", "sh", "-c", "echo $MY_API_KEY >&2; exit 3"]
      assert.deepInclude(jobOf(yield* job(root, failed, { env: { MY_API_KEY: secret } })).outcome, {
        tag: "Failed",
        stderrTail: "[redacted]\n"
      })
    })
  )

  it.live.skipIf(!hasPrlimit)(
    "an owner that may open no more files (EMFILE) leaves NeverStarted, which says so",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const hold = holdOwner(root)
        const launcher = yield* startJob(root, detach("true"), { env: hold.env })
        const owner = yield* hold.pid
        const { status } = spawnSync("prlimit", ["--pid", String(owner), "--nofile=3:3"])
        assert.strictEqual(status, 0)
        yield* hold.letGo
        const { id } = jobOf(yield* launcher.ended)
        const ended = yield* job(root, ["wait", id, "--json"])
        assert.strictEqual(ended.code, 121)
        assert.include(neverStarted(ended).stderrTail, "EMFILE")
      })
  )

  it.live(
    "a command whose folder or interpreter has gone when its owner comes is never started",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const hold = holdOwner(root)
        const [folder, script] = [besides(root, "worktree"), besides(root, "script")]
        fs.mkdirSync(folder)
        fs.writeFileSync(script, "#!/no/such/interpreter\n", { mode: 0o700 })
        const launchers = [
          yield* startJob(root, detach("true"), { cwd: folder, env: hold.env }),
          yield* startJob(root, detach(script), { env: hold.env })
        ]
        const bothRecorded = Effect.map(job(root, ["status", "--json"]), (read) => {
          const { jobs = [] } = JSON.parse(read.stdout) as {
            readonly jobs?: ReadonlyArray<unknown>
          }
          return jobs.length === 2
        })
        yield* until("both are recorded", bothRecorded)
        fs.rmdirSync(folder)
        yield* hold.letGo
        const end = (launcher: (typeof launchers)[number]) =>
          Effect.flatMap(launcher.ended, (launched) =>
            job(root, ["wait", jobOf(launched).id, "--json"])
          )
        const noFolder = yield* end(launchers[0]!)
        assert.strictEqual(noFolder.code, 121)
        assert.match(neverStarted(noFolder).message, /directory .*worktree does not exist/)
        const noInterpreter = yield* end(launchers[1]!)
        assert.strictEqual(noInterpreter.code, 127)
        assert.match(neverStarted(noInterpreter).message, /or the interpreter that it names/)
      })
  )
})

const neverStarted = (ended: Ended) => {
  const { outcome } = jobOf(ended)
  return outcome?.tag === "NeverStarted" ? outcome : assert.fail(ended.stdout)
}
