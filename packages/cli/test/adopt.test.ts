import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { documentOf, errorOf, isAlive, job, jobOf, jobsOf, makeRoot, until } from "./command.ts"

/** A detached job whose owner was killed and whose command lives. */
const orphaned = (root: string, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { childPid, id, pid } = jobOf(yield* job(root, ["run", "--detach", "--json", ...args]))
    process.kill(pid!, "SIGKILL")
    yield* until(
      "the owner is gone",
      Effect.sync(() => !isAlive(pid!))
    )
    return { childPid: childPid!, id }
  })

const read = (root: string, id: string) => Effect.map(job(root, ["status", id, "--json"]), jobOf)

const sleep = ["--", "sleep", "600"]

describe.runIf(process.platform === "linux")("a command whose owner was killed", () => {
  it.live("is left alone with --adopt leave, and every read looks whether it has ended", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { childPid, id } = yield* orphaned(root, "--adopt", "leave", ...sleep)
      const first = yield* read(root, id)
      assert.deepStrictEqual(
        [first.outcome?.tag, first.work, first.adopt],
        ["Orphaned", "running", "leave"]
      )
      const shown = yield* job(root, ["status", id])
      assert.match(shown.stdout, /Its work is still running, and left alone: job cancel /)
      assert.match(shown.stdout, /adopt +leave/)
      const [reconciled] = jobsOf(yield* job(root, ["reconcile", "--json"]))
      assert.strictEqual(reconciled!.work, "running")
      assert.isTrue(isAlive(childPid))
      const marker = path.join(root, "active", id)
      assert.isTrue(fs.existsSync(marker))
      process.kill(childPid, "SIGKILL")
      yield* until(
        "a read has seen its end",
        Effect.map(read(root, id), ({ work }) => work === "stopped")
      )
      assert.isFalse(fs.existsSync(marker))
      assert.deepStrictEqual((yield* read(root, id)).outcome, first.outcome)
    })
  )

  it.live("and was left alone is stopped by a cancel, which reports both facts", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { childPid, id } = yield* orphaned(root, "--adopt", "leave", ...sleep)
      const { outcome } = yield* read(root, id)
      const cancelled = yield* job(root, ["cancel", id, "--json"])
      const document = documentOf(cancelled)
      assert.deepStrictEqual(
        [cancelled.code, jobOf(cancelled).outcome, jobOf(cancelled).work],
        [0, outcome, "stopped"]
      )
      assert.deepStrictEqual("job" in document ? document.alreadySettled : null, [id])
      assert.notInclude((yield* job(root, ["cancel", id])).stderr, "has been stopped")
      assert.isFalse(isAlive(childPid))
    })
  )

  it.live(
    "and is deaf to SIGTERM is told so by the first read and killed by one after the grace",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const folder = path.dirname(root)
        const [ready, told] = [path.join(folder, "ready"), path.join(folder, "told")]
        // A shell that says what became of its commands would die of a closed pipe.
        const script = `exec > /dev/null 2>&1; trap ': > ${told}' TERM; : > ${ready}; while :; do sleep 0.05; done`
        const line = ["--grace", "4s", "--", "sh", "-c", script]
        const launched = jobOf(yield* job(root, ["run", "--detach", "--json", ...line]))
        yield* until(
          "its trap is set",
          Effect.sync(() => fs.existsSync(ready))
        )
        process.kill(launched.pid!, "SIGKILL")
        yield* until(
          "the owner is gone",
          Effect.sync(() => !isAlive(launched.pid!))
        )
        const first = yield* read(root, launched.id)
        assert.deepStrictEqual(
          [first.outcome?.tag, first.work, first.adopt],
          ["Orphaned", "running", "kill"]
        )
        yield* until(
          "it was told",
          Effect.sync(() => fs.existsSync(told))
        )
        assert.isTrue(isAlive(launched.childPid!))
        yield* until(
          "a later read has killed it",
          Effect.map(read(root, launched.id), ({ work }) => work === "stopped")
        )
        assert.isFalse(isAlive(launched.childPid!))
        const explained = documentOf(yield* job(root, ["explain", launched.id, "--json"]))
        const at = new Map(
          "timeline" in explained ? explained.timeline!.map((each) => [each.event, each.at]) : []
        )
        assert.isAtLeast(at.get("workStopped")! - at.get("settled")!, 4_000)
      })
  )

  it.live("cannot be left to anything else than these two", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const refused = yield* job(root, ["run", "--json", "--adopt", "disown", "--", "true"])
      assert.deepStrictEqual([refused.code, errorOf(refused).tag], [2, "WrongUsage"])
    })
  )
})
