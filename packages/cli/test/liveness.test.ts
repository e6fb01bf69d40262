import { assert, describe, it } from "@effect/vitest"
import { blindWatch } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as net from "node:net"
import * as path from "node:path"
import type { Ended, Surroundings } from "./command.ts"
import { isAlive, job, jobOf, makeRoot, startJob, until } from "./command.ts"

const launch = (root: string, surroundings?: Surroundings) =>
  Effect.map(
    job(root, ["run", "--detach", "--json", "--", "sleep", "60"], surroundings),
    (launched) => {
      const { id, pid } = jobOf(launched)
      return { id, pid: pid!, place: path.join(root, "jobs", id.slice(0, 2), id, ".live") }
    }
  )

/** Timers of a second never fire: those of the nets under events that were missed. */
const withoutNets = `--import=data:text/javascript,${encodeURIComponent(
  "const real=setTimeout;globalThis.setTimeout=(f,ms,...a)=>real(f,ms===1000?2**31-1:ms,...a)"
)}`

/** A connection that was taken has the socket's name in the kernel's list, as the socket itself has. */
const endsOf = (place: string): number =>
  fs.readFileSync("/proc/net/unix", "utf8").split(place).length - 1

const untilOpen = (place: string) =>
  until(
    "the channel is open",
    Effect.sync(() => endsOf(place) === 1)
  )

/** A job, and a `job wait` that has reached its owner. */
const watched = (root: string, surroundings?: Surroundings) =>
  Effect.gen(function* () {
    const owner = yield* launch(root, surroundings)
    yield* untilOpen(owner.place)
    const waiting = yield* startJob(root, ["wait", owner.id, "--json"], surroundings)
    yield* until(
      "the waiter has reached the owner",
      Effect.sync(() => endsOf(owner.place) >= 2)
    )
    return { owner, waiting }
  })

const assertOrphaned = (waited: Ended) => {
  const { outcome, settledBy } = jobOf(waited)
  assert.deepStrictEqual([waited.code, settledBy], [121, "reader"])
  if (outcome?.tag !== "Orphaned") return assert.fail(waited.stdout)
  // Nobody has to have collected it yet.
  assert.include(["Exited", "Defunct"], outcome.reason)
  assert.match(outcome.evidence, /^(no process|process) \d+ /)
}

describe.runIf(process.platform === "linux")("the owner of a job that somebody waits for", () => {
  it.live("is killed: the waiter exits with its outcome, and nothing is left at the place", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { owner, waiting } = yield* watched(root)
      process.kill(owner.pid, "SIGKILL")
      assertOrphaned(yield* waiting.ended)
      assert.isFalse(fs.existsSync(owner.place))
    })
  )

  it.live("is stopped: nothing is settled, and it finishes when it goes on", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { owner, waiting } = yield* watched(root)
      process.kill(owner.pid, "SIGSTOP")
      yield* until(
        "it is shown as frozen",
        Effect.map(
          job(root, ["status", owner.id, "--json"]),
          (status) => jobOf(status).health === "frozen"
        )
      )
      assert.isAtLeast(endsOf(owner.place), 2)
      assert.strictEqual(jobOf(yield* job(root, ["status", owner.id, "--json"])).state, "running")
      assert.strictEqual(waiting.child.exitCode, null)
      process.kill(owner.pid, "SIGCONT")
      assert.strictEqual((yield* job(root, ["cancel", owner.id])).code, 0)
      const waited = yield* waiting.ended
      assert.deepStrictEqual([waited.code, jobOf(waited).settledBy], [120, "owner"])
      yield* until(
        "the owner has ended and taken its socket away",
        Effect.sync(() => !isAlive(owner.pid) && !fs.existsSync(owner.place))
      )
    })
  )

  it.live("was killed before anybody came: its stale socket hinders nobody and goes", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const owner = yield* launch(root)
      yield* untilOpen(owner.place)
      process.kill(owner.pid, "SIGKILL")
      yield* until(
        "it is gone",
        Effect.sync(() => !isAlive(owner.pid))
      )
      assert.isTrue(fs.lstatSync(owner.place).isSocket())
      assertOrphaned(yield* job(root, ["wait", owner.id, "--json"]))
      assert.isFalse(fs.existsSync(owner.place))
    })
  )

  it.live("is killed behind a stranger's socket: the waiter is not misled", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const owner = yield* launch(root)
      yield* untilOpen(owner.place)
      fs.unlinkSync(owner.place)
      let visits = 0
      yield* Effect.acquireRelease(
        Effect.sync(() => net.createServer(() => (visits += 1)).listen(owner.place)),
        (server) => Effect.sync(() => server.close())
      )
      const waiting = yield* startJob(root, ["wait", owner.id, "--json"])
      yield* until(
        "the waiter has met the stranger",
        Effect.sync(() => visits > 0)
      )
      process.kill(owner.pid, "SIGKILL")
      assertOrphaned(yield* waiting.ended)
    })
  )

  it.live("is cancelled where nobody is told of changes or looks by himself: all hear of it", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const env = { NODE_OPTIONS: `${blindWatch} ${withoutNets}` }
      const { owner, waiting } = yield* watched(root, { env })
      const cancelled = yield* job(root, ["cancel", owner.id, "--json"], { env })
      assert.deepStrictEqual([cancelled.code, jobOf(cancelled).settledBy], [0, "owner"])
      const waited = yield* waiting.ended
      assert.deepStrictEqual([waited.code, jobOf(waited).settledBy], [120, "owner"])
    })
  )

  it.live(
    "is killed under a root with no room for a socket's path: reached through its folder",
    () =>
      Effect.gen(function* () {
        const root = path.join(yield* makeRoot, "deep".repeat(20))
        const owner = yield* launch(root)
        yield* until(
          "the channel is open",
          Effect.sync(() => fs.existsSync(owner.place))
        )
        const waiting = yield* startJob(root, ["wait", owner.id, "--json"])
        process.kill(owner.pid, "SIGKILL")
        assertOrphaned(yield* waiting.ended)
        assert.isFalse(fs.existsSync(owner.place))
      })
  )

  it.live("leaves a socket that prune takes away with the job", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { owner, waiting } = yield* watched(root)
      process.kill(owner.pid, "SIGKILL")
      yield* waiting.ended
      yield* Effect.acquireRelease(
        Effect.sync(() => net.createServer().listen(owner.place)),
        (server) => Effect.sync(() => server.close())
      )
      yield* until(
        "its command has ended",
        Effect.map(job(root, ["reconcile", "--json"]), ({ stdout }) => !stdout.includes("running"))
      )
      assert.strictEqual((yield* job(root, ["prune", "--keep", "0"])).code, 0)
      assert.isFalse(fs.existsSync(path.dirname(owner.place)))
    })
  )
})
