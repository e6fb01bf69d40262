import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { errorOf, job, jobOf, jobsOf, makeRoot, startJob, until } from "./command.ts"

const remove = (root: string) =>
  Effect.sync(() => fs.rmSync(root, { recursive: true, maxRetries: 10, retryDelay: 20 }))

/** Whether that process has been told to be told of changes of files. */
const watchesFiles = (pid: number): boolean =>
  fs.readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return fs.readlinkSync(`/proc/${pid}/fd/${fd}`).includes("inotify")
    } catch {
      return false
    }
  })

describe("a store that is removed under a command", () => {
  it.live("makes a run record its job anew, say so, and exit as its command did", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const ran = yield* job(root, ["run", "--", "sh", "-c", "rm -rf $JOB_LIFECYCLE_ROOT; exit 3"])
      assert.strictEqual(ran.code, 3, ran.stderr)
      assert.match(ran.stderr, /The record of job .* was removed from .*\. It was made anew/)
      const [only] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepInclude(only!.outcome, { tag: "Failed", exitCode: 3 })
    })
  )

  it.live("makes those who wait for a job say that its record was removed, with 125", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const line = ["run", "--detach", "--json", "--", "sh", "-c", "echo ready; exec sleep 60"]
      const { childPid, id } = jobOf(yield* job(root, line))
      const following = yield* startJob(root, ["logs", id, "-f"])
      const waiting = yield* startJob(root, ["wait", id, "--json"])
      yield* following.printed("ready")
      yield* until(
        "both watch the job",
        Effect.sync(() => watchesFiles(waiting.pid) && watchesFiles(following.pid))
      )
      yield* remove(root)
      const [followed, waited] = [yield* following.ended, yield* waiting.ended]
      assert.deepStrictEqual([followed.code, waited.code], [125, 125])
      assert.include(followed.stderr, "its record was removed")
      const { message, tag } = errorOf(waited)
      assert.strictEqual(tag, "RecordRemoved")
      assert.match(message, /its record was removed .*If it still runs, its owner makes/)
      process.kill(childPid!, "SIGKILL")
    })
  )
})
