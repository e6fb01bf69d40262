import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import { documentOf, errorOf, isAlive, job, jobOf, makeRoot, startJob, until } from "./command.ts"

/** A file beside the store for what a hook has to say. */
const besides = (root: string, name: string) => path.join(path.dirname(root), name)

const textOf = (file: string) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "")

/** A detached job whose owner was killed. */
const orphaned = (root: string, hook: string) =>
  Effect.gen(function* () {
    const line = ["run", "--detach", "--json", "--on-end", hook, "--", "sleep", "600"]
    const { id, pid } = jobOf(yield* job(root, line))
    process.kill(pid!, "SIGKILL")
    yield* until(
      "the owner is gone",
      Effect.sync(() => !isAlive(pid!))
    )
    return id
  })

/** Signals that a process was sent and has not taken yet (proc_pid_status(5)). */
const pendingSignals = (pid: number): number =>
  Number(/^ShdPnd:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))![1])

describe("job run --on-end", () => {
  it.live("runs a line of the shell after the outcome, with the job's document and its words", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const [words, document] = [besides(root, "words"), besides(root, "document")]
      const node = `'${process.execPath}' '${bundlePath}'`
      // The outcome is there already, in the same store, though that was named by --root alone.
      const hook = `cat > '${document}'; echo "$JOB_ID $JOB_OUTCOME $JOB_EXIT_CODE $(pwd)" > '${words}'; ${node} result "$JOB_ID" >> '${words}' 2>&1; echo said`
      const line = ["--root", root, "run", "--on-end", hook, "--", "sh", "-c", "echo out; exit 3"]
      const ran = yield* job(besides(root, "other"), line, { cwd: path.dirname(root) })
      assert.deepStrictEqual([ran.code, ran.stdout, ran.stderr], [3, "out\n", "said\n"])
      const [first, ...rest] = textOf(words).split("\n")
      const [id] = first!.split(" ")
      assert.strictEqual(first, `${id} Failed 3 ${fs.realpathSync(path.dirname(root))}`)
      assert.strictEqual(rest[0], "out")
      const given = documentOf({ ...ran, stdout: textOf(document) })
      assert.deepInclude("job" in given ? given.job : {}, { id, state: "settled", exitCode: 3 })
      const shown = jobOf(yield* job(root, ["status", id!, "--json"]))
      assert.deepInclude(shown.onEnd, { command: hook, exitCode: 0, problem: null })
      assert.isAtLeast(shown.onEnd!.startedAt!, shown.settledAt!)
    })
  )

  it.live("runs it for a detached job, in the job's directory", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const words = besides(root, "words")
      const hook = `echo "$JOB_OUTCOME $PWD" >> '${words}'`
      const line = ["run", "--detach", "--json", "--on-end", hook, "--", "true"]
      const { id } = jobOf(yield* job(root, line))
      yield* until(
        "it has run",
        Effect.map(
          job(root, ["wait", id, "--json"]),
          (waited) => jobOf(waited).onEnd?.endedAt !== null
        )
      )
      assert.strictEqual(textOf(words), `Completed ${process.cwd()}\n`)
    })
  )

  it.live("runs it where we are when its command has removed the job's directory", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const [words, gone] = [besides(root, "words"), besides(root, "gone")]
      fs.mkdirSync(gone)
      const line = ["run", "--on-end", `echo "$JOB_OUTCOME" > '${words}'`, "--", "rmdir", gone]
      const ran = yield* job(root, line, { cwd: gone })
      assert.strictEqual(ran.code, 0)
      assert.notInclude(ran.stderr, "end hook")
      assert.strictEqual(textOf(words), "Completed\n")
    })
  )

  it.live("names the same store to it, wherever the job's directory is", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const words = besides(root, "words")
      yield* orphaned(root, `echo "$JOB_LIFECYCLE_ROOT" > '${words}'`)
      // A root that counts from where we are, which is not where the job was submitted.
      const line = ["--root", path.basename(root), "reconcile"]
      const cwd = path.dirname(root)
      assert.strictEqual((yield* job(besides(root, "other"), line, { cwd })).code, 0)
      assert.strictEqual(textOf(words), `${fs.realpathSync(root)}\n`)
    })
  )

  it.live("that fails is told, and changes neither the outcome nor the exit code", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const ran = yield* job(root, ["run", "--on-end", "exit 7", "--", "true"])
      assert.strictEqual(ran.code, 0)
      assert.match(ran.stderr, /^job: warning: The end hook of job .*: it exited with code 7\.\n$/)
      const { stdout } = yield* job(root, ["status"])
      assert.match(stdout, /↳ completed\. Its end hook failed: it exited with code 7$/m)
      const quiet = yield* job(root, ["run", "--json", "--on-end", "kill -9 $$", "--", "true"])
      assert.strictEqual(quiet.code, 0)
      assert.deepInclude(jobOf(quiet).onEnd, {
        exitCode: null,
        problem: "it was ended by SIGKILL"
      })
    })
  )

  it.live(
    "that hangs is killed with what it started, after ten seconds",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const pids = besides(root, "pids")
        const hook = `sleep 600 & echo $! $$ > '${pids}'; wait`
        const ran = yield* job(root, ["run", "--json", "--on-end", hook, "--", "true"])
        assert.deepStrictEqual([ran.code, jobOf(ran).outcome?.tag], [0, "Completed"])
        assert.match(jobOf(ran).onEnd!.problem!, /longer than 10 seconds/)
        const left = textOf(pids).trim().split(" ").map(Number)
        assert.strictEqual(left.length, 2)
        yield* until(
          "both are gone",
          Effect.sync(() => !left.some(isAlive))
        )
      }),
    60_000
  )

  it.live("of an owner that was killed is run by whoever waits, once, and by no plain read", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const words = besides(root, "words")
      const id = yield* orphaned(root, `echo "$JOB_OUTCOME $JOB_EXIT_CODE" >> '${words}'`)
      const read = jobOf(yield* job(root, ["status", id, "--json"]))
      assert.strictEqual(read.outcome?.tag, "Orphaned")
      assert.deepInclude(read.onEnd, { startedAt: null, endedAt: null })
      assert.include((yield* job(root, ["status", id])).stdout, "(not run yet)")
      assert.strictEqual(textOf(words), "")
      const waits = Array.from({ length: 4 }, () => job(root, ["wait", id, "--json"]))
      const waited = yield* Effect.all(waits, { concurrency: "unbounded" })
      assert.isTrue(waited.every(({ code }) => code === 121))
      yield* until(
        "it has run",
        Effect.sync(() => textOf(words) !== "")
      )
      yield* job(root, ["wait", id])
      assert.strictEqual(textOf(words), "Orphaned 121\n")
      const told = yield* job(root, ["explain", id])
      assert.match(told.stdout, /its end hook was started by pid/)
    })
  )

  const asked = { once: "goes on to its end, and is recorded", twice: "is ended at once" }
  for (const [times, what] of Object.entries(asked)) {
    it.live(`of whoever waits and is asked to end ${times} ${what}`, () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const [began, go] = [besides(root, "began"), besides(root, "go")]
        const hook = `echo $$ > '${began}'; while [ ! -e '${go}' ]; do sleep 0.05; done; exit 7`
        const id = yield* orphaned(root, hook)
        const waiting = yield* startJob(root, ["wait", id])
        yield* until(
          "it runs",
          Effect.sync(() => textOf(began).endsWith("\n"))
        )
        process.kill(waiting.pid, "SIGINT")
        const shell = Number(textOf(began))
        if (times === "once") {
          yield* until(
            "the signal was taken",
            Effect.sync(() => pendingSignals(waiting.pid) === 0)
          )
          fs.writeFileSync(go, "")
          assert.strictEqual((yield* waiting.ended).code, 121)
        } else {
          yield* until(
            "the second signal ended it",
            Effect.sync(() => {
              if (isAlive(waiting.pid)) process.kill(waiting.pid, "SIGTERM")
              return !isAlive(waiting.pid)
            })
          )
          assert.strictEqual((yield* waiting.ended).code, 143)
        }
        yield* until(
          "nothing of it is left",
          Effect.sync(() => !isAlive(shell))
        )
        const { onEnd } = jobOf(yield* job(root, ["status", id, "--json"]))
        assert.strictEqual(onEnd?.exitCode, times === "once" ? 7 : null)
      })
    )
  }

  it.live("that has not run yet makes no ended job late for whoever waits with a limit", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const words = besides(root, "words")
      const id = yield* orphaned(root, `echo "$JOB_OUTCOME" >> '${words}'`)
      yield* job(root, ["status", id])
      const waited = yield* job(root, ["wait", id, "--timeout", "1ms", "--completion-fd", "1"])
      assert.deepStrictEqual([waited.code, waited.stderr], [121, ""])
      assert.strictEqual(textOf(words), "Orphaned\n")
      assert.strictEqual(waited.stdout.split('"event":"settled"').length, 2, "one completion line")
    })
  )

  it.live("that outlasts the limit of whoever waits lets no job be told twice", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const over = jobOf(yield* job(root, ["run", "--json", "--", "true"])).id
      const late = yield* orphaned(root, "sleep 1")
      yield* job(root, ["status", late])
      const limited = ["--timeout", "300ms", "--completion-fd", "2", "--json"]
      const waited = yield* job(root, ["wait", over, late, ...limited])
      assert.strictEqual(waited.code, 121)
      const told = waited.stderr.trim().split("\n")
      assert.deepStrictEqual(
        told.map((line) => /"id":"(\w+)"/.exec(line)?.[1]).toSorted(),
        [over, late].toSorted()
      )
    })
  )

  it.live("of an owner that was killed is run by reconcile", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const words = besides(root, "words")
      yield* orphaned(root, `echo "$JOB_OUTCOME" >> '${words}'`)
      assert.strictEqual((yield* job(root, ["reconcile", "--json"])).code, 0)
      assert.strictEqual(textOf(words), "Orphaned\n")
    })
  )

  it.live("that removes the job takes no outcome from whoever waits", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const prune = `'${process.execPath}' '${bundlePath}' prune --keep 0`
      for (const [line, code] of [
        [["wait"], 121],
        [["result", "--wait"], 125]
      ] as const) {
        const id = yield* orphaned(root, prune)
        const { childPid } = jobOf(yield* job(root, ["status", id, "--json"]))
        yield* until(
          "its command has stopped",
          Effect.sync(() => !isAlive(childPid!))
        )
        const told = yield* job(root, [...line, id, "--json"])
        assert.strictEqual(told.code, code)
        if (code === 121) assert.strictEqual(jobOf(told).outcome?.tag, "Orphaned")
        // Its output went with it.
        else assert.strictEqual(errorOf(told).tag, "RecordRemoved")
      }
    })
  )

  it.live.runIf(process.getuid?.() === 0)(
    "of another user's job is never run by the superuser",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const words = besides(root, "words")
        const id = yield* orphaned(root, `echo "$JOB_OUTCOME" >> '${words}'`)
        fs.chownSync(root, 65_534, 65_534)
        const waited = jobOf(yield* job(root, ["wait", id, "--json"]))
        assert.deepStrictEqual([waited.outcome?.tag, waited.saved], ["Orphaned", false])
        yield* job(root, ["reconcile"])
        assert.strictEqual(textOf(words), "")
        fs.chownSync(root, 0, 0)
      })
  )
})
