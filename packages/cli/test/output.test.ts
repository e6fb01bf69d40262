import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import type { JobDocument } from "../src/json/JobDocument.ts"
import { isAlive, job, jobOf, jobsOf, makeRoot, startJob, startProgram, until } from "./command.ts"

const MiB = 1_048_576

/** Runs a shell's script, in which "$@" is the built command, and answers what it said. */
const inShell = (root: string, script: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() =>
      spawn("sh", ["-c", script, "sh", process.execPath, bundlePath], {
        env: { ...process.env, JOB_LIFECYCLE_ROOT: root },
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) =>
      Effect.promise(async () => {
        let [stdout, stderr] = ["", ""]
        child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
        child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
        await new Promise((resolve) => child.once("close", resolve))
        return { stdout, stderr }
      }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

/** What a shell would say of a job's end. */
const shellCode = ({ exitCode, signal }: JobDocument) =>
  signal === null
    ? exitCode
    : 128 + os.constants.signals[signal as keyof typeof os.constants.signals]

/** The greatest resident set of this process so far (VmHWM of proc_pid_status(5)), in bytes. */
const peakOf = (status: string) => Number(/VmHWM:\s*(\d+) kB/.exec(status)![1]) * 1_024

describe("the output of a job", { timeout: 120_000 }, () => {
  it.live("job run -- yes | head -1 ends, and its code, its record and its output agree", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { stderr, stdout } = yield* inShell(
        root,
        `{ "$@" run -- yes; echo "code $?" >&2; } | head -1`
      )
      assert.strictEqual(stdout, "y\n")
      const [found] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.strictEqual(found!.outcome?.tag, "Failed")
      // Our pipes are sockets: "Connection reset" (1) where a pipe of the shell has SIGPIPE (141).
      assert.include([1, 141], shellCode(found!))
      assert.match(stderr, new RegExp(`^code ${shellCode(found!)}$`, "m"))
    })
  )

  it.live.runIf(process.platform === "linux")(
    "a pipe that other programs write to as well is left as blocking as it was",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const here = path.dirname(root)
        const script = `echo $PPID > ${here}/owner; echo said; echo meant >&2; until [ -e ${here}/end ]; do sleep 0.05; done`
        const piped = `"$@" run -- sh -c '${script}' 2>&1 | cat`
        const line = ["sh", "-c", piped, "sh", process.execPath, bundlePath] as const
        const started = yield* startProgram(root, line)
        yield* Effect.all([started.printed("said"), started.printed("meant")])
        const owner = fs.readFileSync(`${here}/owner`, "utf8").trim()
        for (const fd of [1, 2]) {
          const told = fs.readFileSync(`/proc/${owner}/fdinfo/${fd}`, "utf8")
          const flags = Number.parseInt(/flags:\s*(\d+)/.exec(told)![1]!, 8)
          assert.strictEqual(flags & fs.constants.O_NONBLOCK, 0, told)
        }
        fs.writeFileSync(`${here}/end`, "")
        yield* started.ended
      })
  )

  it.live("job logs -f ends with its reader, though the job goes on", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const ticking = ["sh", "-c", "while :; do echo tick; sleep 0.05; done"]
      const launched = yield* job(root, ["run", "--detach", "--json", "--", ...ticking])
      const { id } = jobOf(launched)
      const { stderr, stdout } = yield* inShell(root, `"$@" logs -f ${id} | head -1`)
      assert.deepStrictEqual([stdout, stderr], ["tick\n", ""])
      assert.strictEqual(jobOf(yield* job(root, ["status", id, "--json"])).state, "running")
    })
  )

  it.live("an input that nobody ever closes keeps neither a job nor a launch from its end", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      for (const line of [
        ["run", "--", "true"],
        ["run", "--detach", "--", "cat"]
      ]) {
        const child = yield* Effect.acquireRelease(
          Effect.sync(() =>
            spawn(process.execPath, [bundlePath, ...line], {
              env: { ...process.env, JOB_LIFECYCLE_ROOT: root },
              stdio: ["pipe", "ignore", "ignore"]
            })
          ),
          (started) => Effect.sync(() => started.kill("SIGKILL"))
        )
        const code = yield* Effect.promise(() => new Promise((end) => child.once("exit", end)))
        assert.strictEqual(code, 0)
      }
      const jobs = jobsOf(yield* job(root, ["status", "--json"]))
      const waited = yield* job(root, ["wait", ...jobs.map(({ id }) => id), "--json"])
      assert.deepStrictEqual(
        jobsOf(waited).map(({ outcome }) => outcome?.tag),
        ["Completed", "Completed"]
      )
    })
  )

  it.live("of 256 MiB the newest part is kept, and the owner never holds more than a little", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const status = path.join(path.dirname(root), "status")
      const script = `yes "a line of some output" | head -c ${256 * MiB}; cat /proc/$PPID/status > ${status}`
      const launched = yield* job(root, ["run", "--detach", "--json", "--", "sh", "-c", script])
      const { id, logFile } = jobOf(launched)
      assert.strictEqual((yield* job(root, ["wait", id])).code, 0)
      assert.isBelow(peakOf(fs.readFileSync(status, "utf8")), 200 * MiB)
      const folder = path.dirname(logFile!)
      const logs = fs.readdirSync(folder).filter((name) => name.startsWith("log"))
      const kept = logs.reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0)
      assert.isAtMost(kept, 64 * MiB)
      assert.isAtLeast(kept, 32 * MiB)
    })
  )

  it.live("a reader that is slow slows the command, and the owner holds nothing for it", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = `yes "a line of some output" | head -c ${256 * MiB}; echo written >&2`
      const started = yield* startJob(root, ["run", "--", "sh", "-c", script])
      const { stdout } = started.child
      stdout!.removeAllListeners("data").pause()
      // Nobody reads: the owner stands still when the pipes are full.
      let [seen, still] = [-1, 0]
      yield* until(
        "the owner stands still",
        Effect.sync(() => {
          const written = writtenBy(started.pid)
          still = written === seen ? still + 1 : 0
          seen = written
          return written > 0 && still >= 25
        })
      )
      const status = fs.readFileSync(`/proc/${started.pid}/status`, "utf8")
      assert.isBelow(peakOf(status), 200 * MiB)
      assert.isBelow(seen, 16 * MiB, "it has not carried what nobody took")
      assert.isTrue(isAlive(started.pid))
      stdout!.resume()
      const ended = yield* started.ended
      assert.deepStrictEqual([ended.code, ended.stderr], [0, "written\n"])
    })
  )
})

/** How many bytes a process has written so far (wchar of proc_pid_io(5)), to whatever. */
const writtenBy = (pid: number): number =>
  Number(/^wchar: (\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/io`, "utf8"))![1])
