import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import { bundlePath } from "../src/ensureBundle.ts"
import { job, jobsOf, makeRoot } from "./command.ts"
import { memoryLimit } from "./memoryLimit.ts"

/** Runs a job, owner and all, in a group with little memory; the owner may be the first to go. */
const runIn = (group: string, root: string, command: string, ownerFirst: boolean) =>
  spawnSync(
    "sh",
    [
      "-c",
      `echo $$ > "$0/cgroup.procs" && ${ownerFirst ? "echo 1000 > /proc/$$/oom_score_adj &&" : ""} exec "$@"`,
      group,
      process.execPath,
      bundlePath,
      "run",
      "--",
      "sh",
      "-c",
      command
    ],
    { env: { ...process.env, JOB_LIFECYCLE_ROOT: root }, encoding: "utf8" }
  )

const endless = "exec tail /dev/zero"
const hint = /the kernel has killed (a process|\d+ processes) of its memory control group/

describe("for want of memory", () => {
  it.live("a command that the kernel killed is Failed, and its message says why", (context) =>
    Effect.gen(function* () {
      const group = yield* memoryLimit(192 * 1024 * 1024)
      if (group === null) return context.skip("no memory control group can be made here")
      const root = yield* makeRoot
      const run = runIn(group, root, endless, false)
      const [ended] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.strictEqual(run.status, 137, run.stderr)
      assert.deepInclude(ended?.outcome, { tag: "Failed", signal: "SIGKILL" })
      assert.match(JSON.stringify(ended?.outcome), hint)
    })
  )

  it.live("an owner that the kernel killed is Orphaned, and its evidence says why", (context) =>
    Effect.gen(function* () {
      const group = yield* memoryLimit(192 * 1024 * 1024)
      if (group === null) return context.skip("no memory control group can be made here")
      const root = yield* makeRoot
      const run = runIn(group, root, `echo 0 > /proc/$$/oom_score_adj; ${endless}`, true)
      assert.strictEqual(run.signal, "SIGKILL", run.stderr)
      const [ended] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepInclude(ended?.outcome, { tag: "Orphaned", reason: "Exited" })
      assert.match(JSON.stringify(ended?.outcome), hint)
    })
  )

  it.live("a command that a person killed has no such word", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--", "sh", "-c", "kill -KILL $$"])
      const [ended] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepInclude(ended?.outcome, { signal: "SIGKILL", message: "sh was ended by SIGKILL" })
    })
  )
})
