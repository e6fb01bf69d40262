import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { job, jobOf, makeRoot, startJob, until } from "./command.ts"
import { lookAt, lookAtLiving, pendingSignals, stillLives } from "./lookAt.ts"
import { readersAgree } from "./readersAgree.ts"
import { changeIdentity } from "./changeIdentity.ts"
import { runningJob } from "./runningJob.ts"

const untilState = (pid: number, state: string) =>
  until(
    `process ${pid} is in the state ${state}`,
    Effect.sync(() => lookAt(pid)?.state === state)
  )

const machineId = ["/etc/machine-id", "/var/lib/dbus/machine-id"].some((file) =>
  fs.existsSync(file)
)

describe.runIf(process.platform === "linux")("an owner", () => {
  it.live(
    "that is dead and never collected by its parent is gone: Orphaned",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        // What takes the shell's place knows of no child.
        const careless = ["sh", "-c", '"$@" & exec sleep 600', "sh"]
        const line = ["--", "sh", "-c", "echo $$; exec sleep 600"]
        const { numbers } = yield* runningJob(root, line, { under: careless })
        const owner = lookAtLiving(lookAtLiving(numbers[0]!).parent)
        process.kill(owner.pid, "SIGKILL")
        yield* untilState(owner.pid, "Z")
        const { first, waited } = yield* readersAgree(root)
        assert.deepInclude(first.outcome, { tag: "Orphaned", reason: "Defunct" })
        assert.strictEqual(waited.code, 121)
        assert.strictEqual(lookAt(owner.pid)?.state, "Z")
      }),
    60_000
  )

  it.live(
    "that is stopped is alive, though its command has ended; continued, it tells how",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const go = path.join(path.dirname(root), "go")
        const command = `echo $$; until [ -e "$0" ]; do sleep 0.02; done; exit 3`
        const line = ["--timeout", "10m", "--", "sh", "-c", command, go]
        const { folder, id, numbers, started } = yield* runningJob(root, line)
        process.kill(started.pid, "SIGSTOP")
        yield* untilState(started.pid, "T")
        fs.writeFileSync(go, "")
        yield* untilState(numbers[0]!, "Z")
        for (const command of ["status", "reconcile", "status"]) {
          yield* job(root, [command])
          const shown = jobOf(yield* job(root, ["status", id, "--json"]))
          assert.deepStrictEqual([shown.state, shown.health], ["running", "frozen"])
        }
        assert.strictEqual((yield* job(root, ["wait", id, "--timeout", "100ms"])).code, 123)
        assert.isFalse(fs.existsSync(path.join(folder, "outcome.json")))
        assert.strictEqual(pendingSignals(started.pid), (1n << 16n).toString(16), "SIGCHLD alone")
        process.kill(started.pid, "SIGCONT")
        assert.strictEqual((yield* started.ended).code, 3)
        const { first } = yield* readersAgree(root)
        assert.deepInclude(first, { settledBy: "owner", exitCode: 3 })
      }),
    60_000
  )

  it.live(
    "that is stopped with its reader for longer than every limit is past none when both go on",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        // Stops its owner before any of the limits is near, and ends while that is stopped.
        const command = `cd "$JOB_LIFECYCLE_ROOT"/jobs/*/"$JOB_LIFECYCLE_ID"; echo $$
          until [ -s log ]; do sleep 0.02; done; kill -STOP $PPID; exit 3`
        const limits = ["--timeout", "3s", "--silence", "3s", "--grace", "3s"]
        const line = [...limits, "--", "sh", "-c", command]
        const { id, numbers, started } = yield* runningJob(root, line)
        yield* untilState(started.pid, "T")
        yield* untilState(numbers[0]!, "Z")
        const reader = yield* startJob(root, ["wait", id, "--timeout", "3s"])
        yield* untilState(reader.pid, "S")
        process.kill(reader.pid, "SIGSTOP")
        yield* untilState(reader.pid, "T")
        // Nothing else can be waited for: nothing happens.
        yield* Effect.sleep("4 seconds")
        for (const { pid } of [reader, started]) process.kill(pid, "SIGCONT")
        assert.deepStrictEqual([(yield* reader.ended).code, (yield* started.ended).code], [3, 3])
        assert.deepInclude((yield* readersAgree(root)).first, { settledBy: "owner", exitCode: 3 })
      }),
    60_000
  )

  it.live(
    "of an earlier boot is gone, and whoever has its number and start time now is left alone",
    (context) =>
      Effect.gen(function* () {
        if (!machineId) return context.skip("this machine cannot be told from another")
        const root = yield* makeRoot
        const line = ["--detach", "--", "sh", "-c", "echo $$; exec sleep 600"]
        const { folder, id, numbers } = yield* runningJob(root, line)
        const command = lookAtLiving(numbers[0]!)
        const owner = lookAtLiving(command.parent)
        process.kill(owner.pid, "SIGSTOP")
        yield* untilState(owner.pid, "T")
        for (const fact of ["claimed.json", "command.json"]) {
          changeIdentity(path.join(folder, fact), {
            bootId: "00000000-0000-4000-8000-000000000000"
          })
        }
        const { first } = yield* readersAgree(root)
        assert.deepInclude(first.outcome, { tag: "Orphaned", reason: "Rebooted" })
        const cancelled = yield* job(root, ["cancel", id, "--json"])
        assert.deepStrictEqual([cancelled.code, jobOf(cancelled).work], [0, "stopped"])
        assert.strictEqual(pendingSignals(owner.pid), "0")
        assert.isTrue(stillLives(owner) && stillLives(command))
      }),
    60_000
  )
})
