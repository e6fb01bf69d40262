import { assert, describe, it } from "@effect/vitest"
import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import type { JobDocument } from "../src/json/JobDocument.ts"
import { changeIdentity } from "./changeIdentity.ts"
import {
  documentOf,
  isAlive,
  job,
  jobOf,
  jobsOf,
  makeRoot,
  startJob,
  startNode,
  until
} from "./command.ts"

/** Submits without starting an owner, as a launcher that died in between would leave it. */
const queued = (root: string) =>
  Effect.flatMap(JobLifecycle, (jobs) => jobs.submit({ command: ["true"] })).pipe(
    Effect.provide(NodePlatform.layer({ root })),
    Effect.orDie
  )

const deaf = ["sh", "-c", "trap '' TERM INT HUP; echo ready; while :; do sleep 0.05; done"]

describe("job cancel", () => {
  it.live("a queued job is Cancelled and can never be started", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = yield* queued(root)
      const cancelled = yield* job(root, ["cancel", id, "--json"])
      assert.strictEqual(cancelled.code, 0)
      assert.strictEqual(jobOf(cancelled).outcome?.tag, "Cancelled")
      const owner = yield* job(root, ["own", id])
      assert.strictEqual(owner.code, 125)
      assert.include(owner.stderr, "cannot be started")
      const [read] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepStrictEqual(read!.outcome, jobOf(cancelled).outcome)
      assert.strictEqual((yield* job(root, ["wait", id])).code, 120)
      assert.strictEqual((yield* job(root, ["result", id])).code, 120)
    })
  )

  it.live("a running job is Cancelled by its owner, which exits with 120", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const started = yield* startJob(root, ["run", "--", "sh", "-c", "echo ready; exec sleep 60"])
      yield* started.printed("ready")
      const [running] = jobsOf(yield* job(root, ["status", "--json"]))
      const { childPid, id } = running!
      const cancelled = yield* job(root, ["cancel", id, "--json"])
      assert.strictEqual(cancelled.code, 0, cancelled.stdout)
      assert.strictEqual(jobOf(cancelled).work, "stopped")
      assert.strictEqual(jobOf(cancelled).settledBy, "owner")
      assert.strictEqual((yield* started.ended).code, 120)
      assert.isFalse(isAlive(childPid!))
      const first = jobOf(yield* job(root, ["status", id, "--json"]))
      const waited = yield* job(root, ["wait", id, "--json"])
      assert.strictEqual(waited.code, 120)
      assert.deepStrictEqual(jobOf(waited).outcome, first.outcome)
      assert.strictEqual(first.outcome?.tag, "Cancelled")
    })
  )

  it.live("a command that is deaf to TERM is killed after the grace", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const line = ["run", "--detach", "--json", "--grace", "300ms", "--"]
      const launched = yield* job(root, [...line, ...deaf])
      const { childPid, id, logFile } = jobOf(launched)
      yield* until(
        "its trap is set",
        Effect.sync(() => fs.existsSync(logFile!) && fs.statSync(logFile!).size > 0)
      )
      const cancelled = yield* job(root, ["cancel", id, "--json"])
      assert.strictEqual(cancelled.code, 0, cancelled.stdout)
      assert.strictEqual(jobOf(cancelled).work, "stopped")
      assert.isFalse(isAlive(childPid!))
    })
  )

  it.live("a grace that is shorter than the job's own is the one that counts", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const started = yield* startJob(root, ["run", "--grace", "10m", "--", ...deaf])
      yield* started.printed("ready")
      const [running] = jobsOf(yield* job(root, ["status", "--json"]))
      const cancelled = yield* job(root, ["cancel", running!.id, "--grace", "200ms", "--json"])
      assert.strictEqual(cancelled.code, 0, cancelled.stdout)
      assert.strictEqual(jobOf(cancelled).outcome?.tag, "Cancelled")
      assert.isFalse(isAlive(running!.childPid!))
    })
  )

  it.live("what a command left behind when it ended is cancelled with its job", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const left = "sleep 600 >&- 2>&- & echo $!"
      const ran = yield* job(root, ["run", "--", "sh", "-c", left])
      const pid = Number(ran.stdout)
      assert.isTrue(isAlive(pid))
      const [settled] = jobsOf(yield* job(root, ["status", "--json"]))
      const cancelled = yield* job(root, ["cancel", settled!.id, "--json"])
      assert.strictEqual(cancelled.code, 0, cancelled.stdout)
      assert.strictEqual(jobOf(cancelled).outcome?.tag, "Completed")
      assert.isFalse(isAlive(pid))
    })
  )

  it.live(
    "says that it stopped what a job had left behind, and the second time that it is over",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const left = "sleep 600 >&- 2>&- &"
        const { id } = jobOf(yield* job(root, ["run", "--json", "--", "sh", "-c", left]))
        const over = `${id.slice(0, 8)} was over before: completed`
        const first = yield* job(root, ["cancel", id])
        assert.strictEqual(first.stderr, `${over}. What it had left running has been stopped\n`)
        assert.strictEqual((yield* job(root, ["cancel", id])).stderr, `${over}\n`)
      })
  )

  it.live("what a command leaves behind that was killed is stopped with it", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const started = yield* startJob(root, ["run", "--", "sh", "-c", "sleep 600 & echo $!; wait"])
      yield* started.printed("\n")
      const [running] = jobsOf(yield* job(root, ["status", "--json"]))
      process.kill(running!.childPid!, "SIGKILL")
      const { code, stdout } = yield* started.ended
      assert.strictEqual(code, 137)
      assert.isFalse(isAlive(Number(stdout)))
      const [settled] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepStrictEqual([settled!.outcome!.tag, settled!.work], ["Failed", "stopped"])
    })
  )

  it.live(
    "a frozen host that has other things to do is left alone, and nothing is confirmed: 4",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const fixture = new URL("fixtures/functionJob.ts", import.meta.url).pathname
        const host = yield* startNode(root, ["--conditions=source", fixture, root, "busy"])
        yield* host.printed("running")
        const [running] = jobsOf(yield* job(root, ["status", "--json"]))
        process.kill(host.pid, "SIGSTOP")
        const cancelled = yield* job(root, ["cancel", running!.id, "--grace", "200ms", "--json"])
        assert.strictEqual(cancelled.code, 4, cancelled.stdout)
        assert.strictEqual(jobOf(cancelled).state, "running")
        assert.isTrue(isAlive(host.pid))
        process.kill(host.pid, "SIGCONT")
        assert.strictEqual((yield* job(root, ["wait", running!.id])).code, 120)
      })
  )

  for (const form of [["run"], ["run", "--detach"]]) {
    it.live(`a frozen owner is ended with its command: job ${form.join(" ")}`, () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const started = yield* startJob(root, [...form, "--", "sleep", "60"])
        const running = Effect.map(job(root, ["status", "--json"]), (read) =>
          jobsOf(read).some(({ childPid, state }) => state === "running" && childPid !== null)
        )
        yield* until("its command runs", running)
        const [{ childPid, id, pid }] = jobsOf(yield* job(root, ["status", "--json"])) as [
          JobDocument
        ]
        process.kill(pid!, "SIGSTOP")
        const frozen = Effect.map(job(root, ["status", id, "--json"]), (read) => jobOf(read).health)
        yield* until(
          "it shows",
          Effect.map(frozen, (health) => health === "frozen")
        )
        const cancelled = yield* job(root, ["cancel", id, "--grace", "300ms", "--json"])
        assert.strictEqual(cancelled.code, 0, cancelled.stdout)
        assert.deepStrictEqual(
          [jobOf(cancelled).outcome?.tag, jobOf(cancelled).work, isAlive(childPid!)],
          ["Cancelled", "stopped", false]
        )
        yield* started.ended
      })
    )
  }

  it.live("of jobs that are not all there cancels none, and says so", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = yield* queued(root)
      const refused = yield* job(root, ["cancel", id, "f".repeat(16)])
      assert.strictEqual(refused.code, 2)
      assert.include(refused.stderr, "none of these jobs was cancelled")
      const [read] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.strictEqual(read!.state, "queued")
    })
  )

  it.live("that cannot be recorded changes nothing, and says how its owner can be asked", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const line = ["run", "--detach", "--json", "--", "sleep", "600"]
      const { id, pid } = jobOf(yield* job(root, line))
      // Not a byte can be written to a file, as on a full disk.
      const under = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]
      const refused = yield* job(root, ["cancel", id], { under })
      assert.strictEqual(refused.code, 125)
      assert.include(
        refused.stderr,
        `goes on. Its owner can be asked without a record: kill -TERM ${pid}\n`
      )
      process.kill(pid!, "SIGTERM")
      assert.strictEqual(jobOf(yield* job(root, ["wait", id, "--json"])).outcome?.tag, "Signalled")
    })
  )

  it.live("that cannot be recorded names no number of an owner that cannot be examined (I6)", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const line = ["run", "--detach", "--json", "--", "sleep", "600"]
      const { id } = jobOf(yield* job(root, line))
      const folder = path.join(root, "jobs", id.slice(0, 2), id)
      // As a reader in another container finds it, where that number is anybody's.
      changeIdentity(path.join(folder, "claimed.json"), { pidNamespace: "pid:[1]" })
      const under = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]
      const refused = yield* job(root, ["cancel", id], { under })
      assert.strictEqual(refused.code, 125)
      assert.notInclude(refused.stderr, "kill -TERM")
    })
  )

  it.live("says that it stopped what an outcome leaves open that cannot be read", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const left = "sleep 600 >&- 2>&- &"
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "sh", "-c", left]))
      const folder = path.join(root, "jobs", id.slice(0, 2), id)
      fs.writeFileSync(path.join(folder, "outcome.json"), "spoilt")
      const { stderr } = yield* job(root, ["cancel", id])
      assert.match(stderr, /What it had left running has been stopped\n/)
      assert.notInclude(stderr, "cannot be seen")
    })
  )

  it.live("a job that was over keeps its outcome, and cancel says so", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id, outcome } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      const cancelled = yield* job(root, ["cancel", id, "--json"])
      const document = documentOf(cancelled)
      assert.deepStrictEqual(jobOf(cancelled).outcome, outcome)
      assert.deepStrictEqual("job" in document ? document.alreadySettled : null, [id])
      assert.strictEqual(cancelled.code, 0)
    })
  )
})
