import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { asNobody, giveToNobody, noNobody, takeBack } from "./asNobody.ts"
import { job, jobOf, makeRoot, until } from "./command.ts"
import { lookAt, lookAtLiving, pendingSignals, stillLives } from "./lookAt.ts"
import { makeNamespace, noNamespace } from "./makeNamespace.ts"
import { runningJob } from "./runningJob.ts"

const sleeper = ["sh", "-c", "echo $$; exec sleep 600"]
const command = ["--", ...sleeper]

/** Becomes another user's when it is on record. */
const onceNamed =
  'cd "$JOB_LIFECYCLE_ROOT"/jobs/*/"$JOB_LIFECYCLE_ID"; until [ -e command.json ]; do :; done; exec "$0" "$@"'

/**
 * A store of another user's, with a program in it that makes that user the superuser, as sudo does.
 * Null where such programs are not obeyed.
 */
const makeForeignRoot = Effect.map(makeRoot, (root) => {
  giveToNobody(root)
  const sudo = path.join(path.dirname(root), "sudo")
  fs.copyFileSync("/usr/bin/setpriv", sudo)
  fs.chmodSync(sudo, 0o4755)
  const asRoot = [sudo, "--reuid=0", "--regid=0", "--clear-groups", "--"]
  const [program, ...args] = [...asNobody, ...asRoot, "id", "-u"]
  const obeyed = spawnSync(program!, args, { encoding: "utf8" }).stdout === "0\n"
  return obeyed ? { root, asRoot } : null
})

const reasons = noNobody ?? noNamespace

describe("another user's process", () => {
  it.live(
    "an owner is alive where it can be seen, and unknown where it is hidden, until it is gone",
    (context) =>
      Effect.gen(function* () {
        if (reasons !== null) return context.skip(reasons)
        const root = yield* makeRoot
        const { enter, shell } = yield* makeNamespace
        const line = ["--detach", ...command]
        const { folder, id } = yield* runningJob(root, line, { under: enter })
        const seenBy = (...user: ReadonlyArray<string>) =>
          Effect.map(job(root, ["status", id, "--json"], { under: [...enter, ...user] }), jobOf)
        const owner = yield* seenBy()
        // It must write nothing while the store changes hands, or its user could not read that.
        shell(
          `kill -STOP ${owner.pid}; until grep -q '^State:.T' /proc/${owner.pid}/status; do :; done`
        )
        giveToNobody(root)
        const shown = seenBy(...asNobody)
        const visible = yield* shown
        assert.deepStrictEqual([visible.state, visible.health], ["running", "frozen"])
        shell("mount -o remount,hidepid=2 /proc")
        const hidden = yield* shown
        assert.deepStrictEqual([hidden.state, hidden.health], ["running", "unknown"])
        assert.match(hidden.healthReason!, /refused \(EPERM\)/)
        assert.isFalse(fs.existsSync(path.join(folder, "outcome.json")))
        shell(`kill -KILL ${owner.pid}; while [ -e /proc/${owner.pid} ]; do sleep 0.02; done`)
        const gone = yield* shown
        assert.deepInclude(gone.outcome, { tag: "Orphaned", reason: "Exited" })
        assert.isTrue(fs.existsSync(path.join(folder, "outcome.json")))
        // It cannot be seen any more whether the command runs, and it does.
        assert.deepStrictEqual(
          [gone.work, (yield* job(root, ["cancel", id], { under: [...enter, ...asNobody] })).code],
          ["unknown", 4]
        )
        shell(`[ -e /proc/${owner.childPid} ]`)
      }),
    60_000
  )

  it.live(
    "an owner that is stopped and may not be signalled: asked, not confirmed (4), and it complies",
    (context) =>
      Effect.gen(function* () {
        if (noNobody !== null) return context.skip(noNobody)
        const root = yield* makeRoot
        const { id, numbers, started } = yield* runningJob(root, command)
        const child = lookAtLiving(numbers[0]!)
        process.kill(started.pid, "SIGSTOP")
        yield* until(
          "the owner is stopped",
          Effect.sync(() => lookAt(started.pid)?.state === "T")
        )
        giveToNobody(root)
        // Inside its session anybody may send SIGCONT (kill(2)).
        const under = { under: ["setsid", "--wait", ...asNobody] }
        const cancelled = yield* job(root, ["cancel", id, "--grace", "100ms", "--json"], under)
        assert.strictEqual(cancelled.code, 4, cancelled.stdout)
        assert.deepInclude(jobOf(cancelled), { state: "running", health: "frozen" })
        assert.strictEqual(pendingSignals(started.pid), "0")
        assert.isTrue(stillLives(child))
        // Nobody writes into a store of somebody else's, and its owner may look at any time whose it is.
        takeBack(root)
        process.kill(started.pid, "SIGCONT")
        assert.strictEqual((yield* started.ended).code, 120)
        assert.isFalse(stillLives(child))
      }),
    60_000
  )

  it.live(
    "a command that became the superuser's is Cancelled, and shown to run on: 4",
    (context) =>
      Effect.gen(function* () {
        if (noNobody !== null) return context.skip(noNobody)
        const foreign = yield* makeForeignRoot
        if (foreign === null) return context.skip("no program can change its user here")
        const { asRoot, root } = foreign
        const under = { under: asNobody }
        const line = ["--grace", "100ms", "--", ...asRoot, ...sleeper]
        const { id, numbers, started } = yield* runningJob(root, line, under)
        const child = lookAtLiving(numbers[0]!)
        const cancelled = yield* job(root, ["cancel", id, "--json"], under)
        const { outcome, work } = jobOf(cancelled)
        assert.deepStrictEqual(
          [cancelled.code, outcome?.tag, work],
          [4, "Cancelled", "running"],
          cancelled.stdout
        )
        assert.isTrue(stillLives(child))
        yield* started.ended
        process.kill(child.pid, "SIGKILL")
        yield* until(
          "the command is gone",
          Effect.sync(() => !stillLives(child))
        )
        const again = yield* job(root, ["cancel", id, "--json"], under)
        assert.deepStrictEqual([again.code, jobOf(again).work], [0, "stopped"])
      }),
    60_000
  )

  it.live(
    "a command that became the superuser's and is hidden is Cancelled, its work unknown: 4",
    (context) =>
      Effect.gen(function* () {
        if (reasons !== null) return context.skip(reasons)
        const foreign = yield* makeForeignRoot
        if (foreign === null) return context.skip("no program can change its user here")
        const { asRoot, root } = foreign
        const { enter, shell } = yield* makeNamespace
        shell("mount -o remount,hidepid=2 /proc")
        const under = { under: [...enter, ...asNobody] }
        const line = ["--grace", "100ms", "--", "sh", "-c", onceNamed, ...asRoot, ...sleeper]
        const { id, numbers } = yield* runningJob(root, line, under)
        const cancelled = yield* job(root, ["cancel", id, "--json"], under)
        const { outcome, work } = jobOf(cancelled)
        assert.deepStrictEqual([cancelled.code, outcome?.tag, work], [4, "Cancelled", "unknown"])
        shell(`[ -e /proc/${numbers[0]} ]`)
      }),
    60_000
  )
})
