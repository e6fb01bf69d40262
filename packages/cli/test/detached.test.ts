import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import { documentOf, isAlive, job, jobOf, jobsOf, makeRoot, startJob, until } from "./command.ts"

const detached = (root: string, ...line: ReadonlyArray<string>) =>
  Effect.map(job(root, ["run", "--detach", "--json", ...line]), jobOf)

describe("job run --detach", () => {
  it.live("returns when the command runs, in a session of its own, and wait sees its end", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const launched = yield* job(root, [
        "run",
        "--detach",
        "--json",
        "--",
        "sh",
        "-c",
        "echo hello; sleep 0.5; exit 7"
      ])
      const document = documentOf(launched)
      const { childPid, id, pid, state } = jobOf(launched)
      assert.strictEqual("started" in document ? document.started : null, "started")
      assert.strictEqual(launched.code, 0)
      assert.strictEqual(state, "running")
      assert.strictEqual(sessionOf(childPid!), String(childPid))
      assert.strictEqual(sessionOf(pid!), String(pid))
      assert.strictEqual(fs.readlinkSync(`/proc/${pid}/cwd`), "/")
      assert.strictEqual(fs.readlinkSync(`/proc/${childPid}/cwd`), process.cwd())

      const waited = yield* job(root, ["wait", id, "--json"])
      assert.strictEqual(waited.code, 7)
      assert.strictEqual(jobOf(waited).outcome?.tag, "Failed")
      assert.strictEqual((yield* job(root, ["logs", id])).stdout, "hello\n")
      yield* until(
        "the owner has ended too",
        Effect.sync(() => !isAlive(pid!))
      )
    })
  )

  it.live("prints the id alone on stdout, and says on stderr what became of it", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const launched = yield* job(root, ["run", "--detach", "--", "sleep", "30"])
      assert.match(launched.stdout, /^[0-9a-f]{16}\n$/)
      assert.strictEqual(launched.stderr, "job: started\n")
    })
  )

  it.live(
    "twenty at the same instant are twenty records with twenty right outcomes",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const codes = Array.from({ length: 20 }, (_, code) => code)
        const launched = yield* Effect.all(
          codes.map((code) => {
            const line = ["--", "sh", "-c", `exit ${code}`]
            return job(root, ["run", "--detach", "--json", ...line])
          }),
          { concurrency: "unbounded" }
        )
        // Whatever had become of each by then: how a command ends is for who waits.
        assert.deepStrictEqual(new Set(launched.map(({ code }) => code)), new Set([0]))
        const ids = launched.map((each) => jobOf(each).id)
        assert.strictEqual(new Set(ids).size, 20)
        const waited = yield* job(root, ["wait", ...ids, "--json"])
        assert.strictEqual(waited.code, 19)
        const listed = jobsOf(yield* job(root, ["list", "--all", "--json"]))
        const found = new Map(listed.map((each) => [each.id, each]))
        assert.strictEqual(found.size, 20)
        ids.forEach((id, code) => {
          assert.strictEqual(found.get(id)!.outcome?.tag, code === 0 ? "Completed" : "Failed")
          assert.strictEqual(found.get(id)!.exitCode, code)
        })
      }),
    30_000
  )

  it.live("a detached job is not part of the job that started it, and outlives its cancel", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = `"${process.execPath}" "$0" run --detach --name inner -- sleep 60; echo ready; exec sleep 60`
      const line = ["run", "--name", "outer", "--", "sh", "-c", script, bundlePath]
      const started = yield* startJob(root, line)
      yield* started.printed("ready")
      const jobs = jobsOf(yield* job(root, ["status", "--json"]))
      const [inner, outer] = ["inner", "outer"].map((name) =>
        jobs.find((each) => each.name === name)!
      )
      const environment = fs.readFileSync(`/proc/${inner!.pid}/environ`, "utf8")
      assert.notInclude(environment, outer!.id)
      assert.strictEqual((yield* job(root, ["cancel", outer!.id])).code, 0)
      assert.isTrue(isAlive(inner!.pid!) && isAlive(inner!.childPid!))
    })
  )

  it.live("an owner that cannot start leaves NeverStarted with what it said", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      // Makes only the owner fail: the launcher has read its options when it is given this.
      const broken = path.join(path.dirname(root), "broken.cjs")
      fs.writeFileSync(
        broken,
        `if (process.argv[2] === "own") { console.error("no heap for you"); process.exit(9) }`
      )
      const launched = yield* job(root, ["run", "--detach", "--json", "--", "true"], {
        env: { NODE_OPTIONS: `--require ${broken}` }
      })
      const { outcome } = jobOf(launched)
      assert.strictEqual(launched.code, 121)
      if (outcome?.tag !== "NeverStarted") return assert.fail(launched.stdout)
      assert.include(outcome.message, "exit code 9")
      assert.include(outcome.stderrTail, "no heap for you")
      const [read] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepStrictEqual(read!.outcome, outcome)
      const told = yield* job(root, ["explain", read!.id])
      assert.include(told.stdout, "; see job explain ")
      assert.match(told.stdout, /^ {2}\| no heap for you$/m)
    })
  )

  it.live(
    "an owner that somebody starts by hand runs nothing twice, whether the first lives or not",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const ran = path.join(path.dirname(root), "ran")
        const line = ["--", "sh", "-c", `echo $$ >> "$0"; exec sleep 60`, ran]
        const { childPid, id, pid } = yield* detached(root, ...line)
        const again = job(root, ["own", id])
        const refused = yield* again
        assert.deepStrictEqual([refused.code, isAlive(childPid!)], [125, true], refused.stderr)
        process.kill(pid!, "SIGKILL")
        yield* until(
          "the owner is gone",
          Effect.sync(() => !isAlive(pid!))
        )
        assert.strictEqual((yield* again).code, 125)
        assert.strictEqual(fs.readFileSync(ran, "utf8"), `${childPid}\n`)
        assert.strictEqual(
          jobOf(yield* job(root, ["status", id, "--json"])).outcome?.tag,
          "Orphaned"
        )
      })
  )

  it.live("an owner killed behind our back is found by the next read, and its command ended", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { childPid, id, pid } = yield* detached(root, "--", "sleep", "60")
      process.kill(pid!, "SIGKILL")
      yield* until(
        "the owner is gone",
        Effect.sync(() => !isAlive(pid!))
      )
      const first = jobOf(yield* job(root, ["status", id, "--json"]))
      assert.strictEqual(first.outcome?.tag, "Orphaned")
      assert.strictEqual(first.settledBy, "reader")
      yield* until(
        "its command has been told to end",
        Effect.sync(() => !isAlive(childPid!))
      )
      const later = jobsOf(yield* job(root, ["reconcile", "--json"]))
      assert.isTrue(later.every(({ work }) => work === "stopped"))
    })
  )
})

const sessionOf = (pid: number): string => {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8")
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]!
}
