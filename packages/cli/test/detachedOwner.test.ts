import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import { isAlive, job, jobOf, makeRoot, startNode, until } from "./command.ts"
import { holdOwner } from "./holdOwner.ts"
import { besides, detach, theJob, untilThere } from "./launching.ts"

describe("a detached owner", { timeout: 120_000 }, () => {
  it.live("has the environment of its launch, and its command finds its input closed", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = 'cat; echo "input over, $PINNED"'
      const launched = yield* job(root, detach("sh", "-c", script), { env: { PINNED: "yes" } })
      const { id } = jobOf(launched)
      assert.strictEqual((yield* job(root, ["wait", id], { env: { PINNED: "no" } })).code, 0)
      assert.strictEqual((yield* job(root, ["logs", id])).stdout, "input over, yes\n")
    })
  )

  it.live("outlives its launcher's whole process group, which gets SIGTERM and then SIGKILL", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const go = besides(root, "finish")
      const script = `"$0" "$1" run --detach -- sh -c "$2"; exec sleep 600`
      const line = [process.execPath, bundlePath, untilThere(go)]
      const shell = yield* Effect.acquireRelease(
        Effect.sync(() =>
          spawn("sh", ["-c", script, ...line], {
            detached: true,
            env: { ...process.env, JOB_LIFECYCLE_ROOT: root },
            stdio: ["ignore", "ignore", "ignore"]
          })
        ),
        (child) => Effect.sync(() => child.kill("SIGKILL"))
      )
      // A job is running from its claim on: its command comes later.
      const running = Effect.map(job(root, ["status", "--json"]), (read) =>
        /"childPid":\d/.test(read.stdout)
      )
      yield* until("the command runs", running)
      const { childPid, id, pid } = yield* theJob(root)
      const gone = new Promise((resolve) => shell.once("exit", resolve))
      // As a host does at its limit.
      for (const signal of ["SIGTERM", "SIGKILL"] as const) process.kill(-shell.pid!, signal)
      yield* Effect.promise(() => gone)
      assert.isTrue(isAlive(pid!) && isAlive(childPid!))
      fs.writeFileSync(go, "")
      assert.strictEqual((yield* job(root, ["wait", id])).code, 0)
    })
  )

  it.live("goes on when the program that it was started from is removed, as by an upgrade", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const [finish, program] = [besides(root, "finish"), besides(root, "program")]
      fs.cpSync(path.dirname(bundlePath), program, { recursive: true })
      const copy = path.join(program, path.basename(bundlePath))
      const script = `${untilThere(finish)}; echo over; exit 3`
      const launcher = yield* startNode(root, [copy, ...detach("sh", "-c", script)])
      const { id } = jobOf(yield* launcher.ended)
      const running = Effect.map(theJob(root), ({ childPid }) => childPid !== null)
      yield* until("the job runs", running)
      fs.rmSync(program, { recursive: true })
      fs.writeFileSync(finish, "")
      const waited = jobOf(yield* job(root, ["wait", id, "--json"]))
      assert.deepInclude(waited.outcome, { tag: "Failed", exitCode: 3 })
      assert.deepInclude(waited, { settledBy: "owner", work: "stopped" })
      assert.strictEqual((yield* job(root, ["logs", id])).stdout, "over\n")
    })
  )

  it.live(
    "that an outer job launches is not part of it: cancelled in the launch window, the inner job completes",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const hold = holdOwner(root)
        const script = `"${process.execPath}" "$0" run --detach --name inner -- echo inner`
        const line = ["run", "--name", "outer", "--", "sh", "-c", script, bundlePath]
        const outer = yield* startNode(root, [bundlePath, ...line], { env: hold.env })
        const owner = yield* hold.pid
        const { id } = yield* theJob(root, "outer")
        assert.strictEqual((yield* job(root, ["cancel", id])).code, 0)
        yield* outer.ended
        assert.isTrue(isAlive(owner))
        yield* hold.letGo
        const inner = yield* theJob(root, "inner")
        assert.strictEqual((yield* job(root, ["wait", inner.id])).code, 0)
        assert.strictEqual((yield* job(root, ["logs", inner.id])).stdout, "inner\n")
        assert.strictEqual((yield* theJob(root, "outer")).outcome?.tag, "Cancelled")
      })
  )

  it.live(
    "the owner is started as the launcher was: what Node was told to load is found by it",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const cwd = path.dirname(root)
        const owners = besides(root, "owners")
        fs.writeFileSync(
          besides(root, "told.cjs"),
          `if (process.argv[2] === "own") require("node:fs").writeFileSync(${JSON.stringify(owners)}, "one")`
        )
        const env = { NODE_OPTIONS: "--require ./told.cjs" }
        const launched = jobOf(yield* job(root, detach("true"), { cwd, env }))
        const waited = jobOf(yield* job(root, ["wait", launched.id, "--json"]))
        assert.strictEqual(waited.outcome?.tag, "Completed")
        assert.strictEqual(fs.readFileSync(owners, "utf8"), "one")
      })
  )
})
