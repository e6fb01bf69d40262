import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import type { Ended } from "./command.ts"
import { isAlive, job, jobOf, jobsOf, makeRoot, startJob, until } from "./command.ts"

describe("the surroundings of a command", () => {
  it.live("every command works from another directory, by --root anywhere before --", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const elsewhere = { cwd: os.tmpdir(), env: { JOB_LIFECYCLE_ROOT: "/nonexistent/store" } }
      const given = path.relative(os.tmpdir(), root)
      const at = (...line: ReadonlyArray<string>) => job(root, line, elsewhere)
      const ran = yield* at("--root", given, "run", "--json", "--", "pwd")
      const { cwd, id } = jobOf(ran)
      assert.strictEqual(cwd, fs.realpathSync(os.tmpdir()))
      assert.deepStrictEqual(
        jobsOf(yield* at("status", `--root=${given}`, "--json")).map((each) => each.id),
        [id]
      )
      assert.strictEqual(jobOf(yield* at("wait", id, "--root", given, "--json")).id, id)
      assert.strictEqual(jobOf(yield* at("result", "--root", given, id, "--json")).id, id)
      assert.strictEqual((yield* at("logs", id, "--root", given)).stdout, `${cwd}\n`)
      assert.strictEqual(jobOf(yield* at("cancel", id, "--json", "--root", given)).id, id)
      assert.deepStrictEqual(jobsOf(yield* at("reconcile", "--json", "--root", given)), [])
      const detached = yield* at("run", "--detach", "--json", "--root", given, "--", "pwd")
      yield* at("wait", jobOf(detached).id, "--root", given)
      assert.strictEqual(
        (yield* at("logs", jobOf(detached).id, "--root", given)).stdout,
        `${cwd}\n`
      )
    })
  )

  it.live("a command finds its own job, though its store was named to nobody but the run", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const env = { JOB_LIFECYCLE_ROOT: path.join(path.dirname(root), "another") }
      const ask = '"$0" "$1" status "$JOB_LIFECYCLE_ID" --json'
      const line = ["--", "sh", "-c", ask, process.execPath, bundlePath]
      const inForeground = yield* job(root, ["run", "--root", root, ...line], { env })
      assert.strictEqual(jobOf(inForeground).state, "running")
      const launch = ["run", "--detach", "--json", "--root", root, ...line]
      const { id } = jobOf(yield* job(root, launch, { env }))
      assert.strictEqual((yield* job(root, ["wait", id])).code, 0)
      const said = jobOf(yield* job(root, ["logs", id]))
      assert.deepStrictEqual([said.id, said.state], [id, "running"])
      const elsewhere = yield* job(root, ["status", id, "--json"], { env })
      assert.include(elsewhere.stdout, env.JOB_LIFECYCLE_ROOT)
      assert.strictEqual(elsewhere.code, 2)
    })
  )

  it.live(
    "in a directory that was removed, a relative root is a sentence, and any other works",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const gone = path.join(path.dirname(root), "gone")
        const inGone = (...line: ReadonlyArray<string>): Ended => {
          fs.mkdirSync(gone)
          const { signal, status, stderr, stdout } = spawnSync(
            "sh",
            [
              "-c",
              'cd "$0" && rmdir "$0" && exec "$@"',
              gone,
              process.execPath,
              bundlePath,
              ...line
            ],
            { encoding: "utf8", env: { ...process.env, JOB_LIFECYCLE_ROOT: root } }
          )
          return { code: status, signal, stderr, stdout }
        }
        for (const line of [["status"], ["run", "--", "true"], ["run", "--detach", "--", "true"]]) {
          const [command, ...rest] = line
          const ended = inGone(command!, "--root", "store", ...rest)
          assert.deepStrictEqual([ended.code, ended.stdout], [125, ""])
          assert.match(ended.stderr, /^job: Could not .* in store: .* has been removed\. /)
          assert.notMatch(ended.stderr, /^ +at |Error/m)
        }
        assert.strictEqual(inGone("run", "--", "true").code, 0)
        const detached = inGone("run", "--detach", "--json", "--", "true")
        assert.strictEqual(inGone("wait", jobOf(detached).id).code, 0)
        assert.lengthOf(jobsOf(inGone("status", "--json")), 2)
      })
  )

  it.live(
    "a folder that is removed under its command is no matter to the job, nor to who reads it",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const worktree = path.join(path.dirname(root), "worktree")
        const launch = (cwd: string, line: ReadonlyArray<string>) => {
          fs.mkdirSync(cwd)
          return startJob(root, ["run", ...line], { cwd })
        }
        const script = 'echo ready; until [ ! -e "$0" ]; do sleep 0.02; done; echo over; exit 3'
        const inForeground = yield* launch(`${worktree}-1`, [
          "--",
          "sh",
          "-c",
          script,
          `${worktree}-1`
        ])
        const launcher = yield* launch(`${worktree}-2`, [
          "--detach",
          "--json",
          "--",
          "sh",
          "-c",
          script,
          `${worktree}-2`
        ])
        yield* inForeground.printed("ready")
        const detached = jobOf(yield* launcher.ended).id
        for (const number of [1, 2]) fs.rmdirSync(`${worktree}-${number}`)
        assert.strictEqual((yield* inForeground.ended).code, 3)
        assert.strictEqual((yield* job(root, ["wait", detached])).code, 3)
        for (const { id } of jobsOf(yield* job(root, ["status", "--json"], { cwd: "/" }))) {
          const result = jobOf(yield* job(root, ["result", id, "--json"], { cwd: "/" }))
          assert.deepInclude(result, { settledBy: "owner", exitCode: 3 })
          assert.strictEqual((yield* job(root, ["logs", id], { cwd: "/" })).stdout, "ready\nover\n")
        }
      })
  )

  it.live("output is complete though its reader begins after the job has ended", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      // More than our pipe holds, and little enough for the command to end before anybody reads.
      const line = ["run", "--", "sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"]
      const started = yield* startJob(root, line)
      started.child.stdout!.pause()
      const settled = Effect.map(job(root, ["status", "--json"]), (read) =>
        jobsOf(read).some(({ state }) => state === "settled")
      )
      yield* until("the job has ended", settled)
      assert.isTrue(isAlive(started.pid))
      started.child.stdout!.resume()
      const ended = yield* started.ended
      assert.deepStrictEqual([ended.code, ended.stdout.length], [0, 300_000])
    })
  )

  it.live("a reader that goes away is no error of ours", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      for (const line of [
        ["run", "--json", "--", "true"],
        ["status", "--json"],
        ["run", "--", "yes"]
      ]) {
        const started = yield* startJob(root, line)
        started.child.stdout!.destroy()
        const ended = yield* started.ended
        assert.notMatch(ended.stderr, /EPIPE|Error|at /)
        assert.isNull(ended.signal)
      }
      const states = jobsOf(yield* job(root, ["status", "--json"])).map(({ state }) => state)
      assert.deepStrictEqual(states, ["settled", "settled"])
    })
  )

  it.live("warnings go to stderr, never between the lines of what was asked for", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const spoilt = "mkdir $(echo $JOB_LIFECYCLE_ROOT/jobs/*/$JOB_LIFECYCLE_ID)/log && echo lost"
      const ran = yield* job(root, ["run", "--json", "--", "sh", "-c", spoilt])
      assert.strictEqual(jobOf(ran).outcome?.tag, "Completed")
      assert.match(ran.stderr, /^job: warning: .*Could not add to the log/m)
    })
  )

  it.live("what is asked for is printed without colour where no terminal reads it", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--name", "x\u001b[2J", "--", "false"])
      const status = yield* job(root, ["status"])
      assert.notInclude(status.stdout, "\u001b")
      assert.include(status.stdout, "x\\e[2J")
    })
  )

  it.live("version and help are printed on stdout, with 0", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { version } = JSON.parse(
        fs.readFileSync(new URL("../package.json", import.meta.url), "utf8")
      )
      const printed = yield* job(root, ["--version"])
      assert.deepStrictEqual([printed.code, printed.stdout], [0, `job ${version}\n`])
      const help = yield* job(root, ["--help"])
      assert.strictEqual(help.code, 0)
      for (const name of ["run", "status, list", "wait", "result", "logs", "cancel", "reconcile"]) {
        assert.include(help.stdout, name)
      }
      assert.notMatch(help.stdout, /^ +own/m)
      assert.match(help.stdout, /^EXIT CODES$/m)
      assert.strictEqual((yield* job(root, ["-V"])).stdout, printed.stdout)
      assert.strictEqual((yield* job(root, ["help"])).stdout, help.stdout)
      const ofRun = yield* job(root, ["help", "run"])
      assert.strictEqual(ofRun.stdout, (yield* job(root, ["run", "--help"])).stdout)
      assert.include(ofRun.stdout, "job run [flags] -- CMD")
      assert.include(ofRun.stdout, "Default: $JOB_LIFECYCLE_TIMEOUT, else 30m")
      assert.match((yield* job(root, ["wait", "--help"])).stdout, /--timeout D .*no limit/)
    })
  )
})
