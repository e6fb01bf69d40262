import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import { job, jobOf, jobsOf, makeRoot, startNode } from "./command.ts"

// The device to which nothing can be written: ENOSPC, as on a full disk.
const full = "/dev/full"

/** Puts a folder in place of the log, so that each part of the output is worth a warning. */
const noLog = "mkdir $(echo $JOB_LIFECYCLE_ROOT/jobs/*/$JOB_LIFECYCLE_ID)/log"

/** Runs the built command with a redirection of the shell's. */
const redirected = (root: string, line: string, redirection: string) =>
  Effect.scoped(
    Effect.flatMap(
      startNode(root, [
        "-e",
        `const { spawnSync } = require("node:child_process")
         const shell = spawnSync("sh", ["-c", process.argv[1]], { stdio: "inherit" })
         process.exit(shell.status ?? 99)`,
        `exec "${process.execPath}" "${bundlePath}" ${line} ${redirection}`
      ]),
      ({ ended }) => ended
    )
  )

describe.skipIf(!fs.existsSync(full))("an output that cannot be written", () => {
  it.live("of what was asked for is said on stderr, and is 125", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const asked = ["list", "list --json", "--help", "--version", "--completions bash"]
      for (const line of [...asked, "run --json -- true", "run --completion-fd 1 -- true"]) {
        const ended = yield* redirected(root, line, `> ${full}`)
        assert.strictEqual(ended.code, 125, line)
        assert.match(ended.stderr, /^job: could not write to standard output: ENOSPC/m)
      }
      const [ran] = jobsOf(yield* job(root, ["list", "--json"]))
      assert.strictEqual(ran!.outcome?.tag, "Completed")
    })
  )

  it.live("of a command is said on stderr, and is 125 although the command ended well", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const ended = yield* redirected(root, "run -- echo told", `> ${full}`)
      assert.match(ended.stderr, /^job: could not write to standard output: ENOSPC/m)
      assert.strictEqual(ended.code, 125)
      const [ran] = jobsOf(yield* job(root, ["list", "--json"]))
      assert.strictEqual(ran!.outcome?.tag, "Completed")
      assert.strictEqual((yield* job(root, ["logs", ran!.id])).stdout, "told\n")
      const failed = yield* redirected(root, "run -- sh -c 'echo told; exit 3'", `> ${full}`)
      assert.strictEqual(failed.code, 125, failed.stderr)
    })
  )

  it.live("on stderr ends no job, whatever there was to warn of", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = path.join(path.dirname(root), "script")
      fs.writeFileSync(script, `${noLog}; echo a; echo b >&2; exit 3`)
      const ended = yield* redirected(root, `run --json -- sh ${script}`, `2> ${full}`)
      assert.strictEqual(ended.code, 3, ended.stdout)
      const [ran] = jobsOf(yield* job(root, ["list", "--json"]))
      assert.deepStrictEqual([ran!.outcome?.tag, ran!.exitCode], ["Failed", 3])
    })
  )

  it.live("for the log is said once, however much output there is", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      // Two streams are two parts at least.
      const script = `${noLog}; echo a; echo b >&2`
      const ran = yield* job(root, ["run", "--", "sh", "-c", script])
      assert.deepStrictEqual([ran.code, ran.stdout], [0, "a\n"])
      assert.lengthOf(ran.stderr.match(/Could not add to the log/g)!, 1)
    })
  )

  it.live("for the log is on record, and told wherever the job is looked at", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = `${noLog}; echo a; echo bc >&2`
      const told = "completed. Some of its output (5 bytes at most) could not be written to its log"
      assert.include((yield* job(root, ["run", "--", "sh", "-c", script])).stderr, told)
      const [ran] = jobsOf(yield* job(root, ["list", "--json"]))
      assert.deepStrictEqual([ran!.outcome?.tag, ran!.unloggedBytes], ["Completed", 5])
      assert.include((yield* job(root, ["list"])).stdout, told)
      fs.rmdirSync(ran!.logFile!)
      const logs = yield* job(root, ["logs", ran!.id])
      assert.deepStrictEqual([logs.code, logs.stdout], [0, ""])
      assert.strictEqual(logs.stderr, `job: ${told.slice("completed. ".length)}.\n`)
      assert.include((yield* job(root, ["result", ran!.id])).stderr, told)
      const { stdout } = yield* job(root, ["explain", ran!.id])
      assert.include(stdout, told)
      assert.notInclude(stdout, "wrote its last output")
      const whole = yield* job(root, ["run", "--json", "--", "echo", "a"])
      assert.isNull(jobOf(whole).unloggedBytes)
    })
  )
})
