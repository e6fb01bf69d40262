import { assert, describe, it } from "@effect/vitest"
import { openJobLifecycle } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { errorOf, job, jobOf, makeRoot, startJob } from "./command.ts"

const inShell = (script: string) => ["--", "sh", "-c", script]

describe("job wait", () => {
  it.live("with a limit of its own gives up with 123, and the job goes on", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(
        yield* job(root, ["run", "--detach", "--json", ...inShell("exec sleep 60")])
      )
      const waited = yield* job(root, ["wait", id, "--timeout", "200ms", "--json"])
      assert.strictEqual(waited.code, 123)
      assert.deepStrictEqual(
        [errorOf(waited).tag, errorOf(waited)["unfinished"]],
        ["WaitedTooLong", [id]]
      )
      assert.strictEqual(jobOf(yield* job(root, ["status", id, "--json"])).state, "running")
      const limited = ["result", id, "--wait", "--timeout", "200ms", "--json"]
      const waitedForResult = yield* job(root, limited)
      assert.strictEqual(waitedForResult.code, 123)
      assert.deepInclude(errorOf(waitedForResult), { tag: "WaitedTooLong", unfinished: [id] })
      const result = yield* job(root, ["result", id, "--json"])
      assert.deepStrictEqual([result.code, errorOf(result).tag], [123, "JobNotFinished"])
    })
  )

  it.live("names some of many that have not ended, and all in the document", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const ids = yield* Effect.promise(async () => {
        const jobs = await openJobLifecycle({ root })
        const submitted = []
        for (let n = 0; n < 12; n++) submitted.push((await jobs.submit({})).id)
        await jobs.close()
        return submitted
      })
      const late = yield* job(root, ["wait", ...ids, "--timeout", "1ms", "--json"])
      assert.strictEqual(late.code, 123)
      assert.deepStrictEqual(errorOf(late)["unfinished"], ids)
      const told = `Not ended after 1ms: ${ids.slice(0, 10).join(", ")} and 2 more.`
      assert.strictEqual(errorOf(late).message, told)
    })
  )

  it.live("for any of several returns with the first that ends", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const launch = (script: string) =>
        Effect.map(job(root, ["run", "--detach", "--json", ...inShell(script)]), jobOf)
      const slow = yield* launch("exec sleep 60")
      const quick = yield* launch("exit 5")
      const any = yield* job(root, ["wait", slow.id, quick.id, "--any", "--json"])
      assert.deepStrictEqual([any.code, jobOf(any).id], [5, quick.id])
      const late = yield* job(root, ["wait", slow.id, quick.id, "--timeout", "100ms", "--json"])
      assert.deepStrictEqual(errorOf(late)["unfinished"], [slow.id])
    })
  )

  it.live("with a limit of 0 has none, and waits to the end", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const line = ["run", "--detach", "--json", ...inShell("sleep 0.5; exit 6")]
      const { id } = jobOf(yield* job(root, line))
      const result = yield* startJob(root, ["result", id, "--wait", "--timeout", "0", "--json"])
      const waited = yield* job(root, ["wait", id, "--timeout", "0", "--json"])
      assert.deepStrictEqual([waited.code, jobOf(waited).exitCode], [6, 6])
      assert.strictEqual((yield* result.ended).code, 6)
    })
  )

  it.live("that gives up exits with the highest code all the same, of those that did end", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const open = ["run", "--detach", "--json", ...inShell("exec sleep 60")]
      const { id } = jobOf(yield* job(root, open))
      const failed = jobOf(yield* job(root, ["run", "--json", ...inShell("exit 200")]))
      const waited = yield* job(root, ["wait", id, failed.id, "--timeout", "100ms", "--json"])
      assert.deepStrictEqual([waited.code, errorOf(waited)["unfinished"]], [200, [id]])
    })
  )

  it.live("that gives up names what has not ended, also when one that did was removed since", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const open = ["run", "--detach", "--json", ...inShell("exec sleep 60")]
      const { id } = jobOf(yield* job(root, open))
      const ended = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      const line = ["wait", ended.id, id, "--timeout", "3s", "--completion-fd", "1"]
      const waiting = yield* startJob(root, line)
      yield* waiting.printed(ended.id)
      // Its limit counts what it sees pass: nothing, while it is stopped.
      waiting.child.kill("SIGSTOP")
      assert.strictEqual((yield* job(root, ["prune", "--keep", "0"])).code, 0)
      waiting.child.kill("SIGCONT")
      const waited = yield* waiting.ended
      assert.strictEqual(waited.code, 125)
      assert.include(
        waited.stderr,
        `Not ended after 3s: ${id}. Job ${ended.id}: its record was removed`
      )
    })
  )

  it.live("for a job that is named twice waits for one", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      assert.strictEqual(jobOf(yield* job(root, ["wait", id, id.slice(0, 8), "--json"])).id, id)
    })
  )

  it.live("of a running owner ends when that is killed", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id, pid } = jobOf(
        yield* job(root, ["run", "--detach", "--json", ...inShell("exec sleep 60")])
      )
      const waiting = yield* startJob(root, ["wait", id, "--json"])
      process.kill(pid!, "SIGKILL")
      const waited = yield* waiting.ended
      assert.deepStrictEqual([waited.code, jobOf(waited).outcome?.tag], [121, "Orphaned"])
    })
  )
})
