import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Ended } from "./command.ts"
import { isAlive, job, jobOf, makeRoot, startJob, until } from "./command.ts"
import type { HeldAt } from "./holdOwner.ts"
import { holdOwner, numberOnceThere } from "./holdOwner.ts"
import { lookAt, lookAtLiving, stillLives } from "./lookAt.ts"
import { readersAgree } from "./readersAgree.ts"
import { runningJob } from "./runningJob.ts"

const untilThere = (file: string) =>
  until(
    `${path.basename(file)} is there`,
    Effect.sync(() => fs.existsSync(file))
  )

const untilDead = (pid: number) =>
  until(
    `process ${pid} has ended`,
    Effect.sync(() => !isAlive(pid))
  )

const factsOf = (cancelled: Ended) => {
  const { outcome, work } = jobOf(cancelled)
  return [cancelled.code, outcome?.tag, work]
}

interface Gap {
  readonly when: string
  readonly where: HeldAt
  readonly killed: boolean
  readonly outcome: "Cancelled" | "Orphaned"
}

const gaps: ReadonlyArray<Gap> = [
  {
    when: "between claim and start, of an owner that hears nothing",
    where: "before its command",
    killed: false,
    outcome: "Cancelled"
  },
  {
    when: "between start and record, of an owner that hears nothing",
    where: "before its record",
    killed: false,
    outcome: "Cancelled"
  },
  {
    when: "between start and record, of an owner that was killed there",
    where: "before its record",
    killed: true,
    outcome: "Orphaned"
  }
]

describe.runIf(process.platform === "linux")("job cancel", () => {
  it.live(
    "between submission and claim: Cancelled, and the owner that comes late starts nothing",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const started = path.join(path.dirname(root), "started")
        const owner = holdOwner(root, "before its claim")
        const line = ["run", "--detach", "--json", "--", "touch", started]
        const launcher = yield* startJob(root, line, { env: owner.env })
        const pid = yield* owner.pid
        const id = fs.readdirSync(path.join(root, "active"))[0]!
        const cancelled = yield* job(root, ["cancel", id, "--json"])
        assert.deepStrictEqual(factsOf(cancelled), [0, "Cancelled", "stopped"])
        assert.strictEqual(jobOf(yield* launcher.ended).outcome?.tag, "Cancelled")
        yield* owner.letGo
        yield* untilDead(pid)
        assert.isFalse(fs.existsSync(started))
        assert.strictEqual((yield* readersAgree(root)).waited.code, 120)
      }),
    60_000
  )

  for (const { killed, outcome, when, where } of gaps) {
    it.live(
      `${when}: ${outcome}, and nothing of it lives`,
      () =>
        Effect.gen(function* () {
          const root = yield* makeRoot
          const number = path.join(path.dirname(root), "number")
          const started = where === "before its record"
          const owner = holdOwner(root, where)
          const line = [
            "run",
            "--detach",
            "--",
            "sh",
            "-c",
            'echo $$ > "$0"; exec sleep 600',
            number
          ]
          yield* startJob(root, line, { env: owner.env })
          const ownerPid = yield* owner.pid
          const pids = started ? [ownerPid, yield* numberOnceThere(number)] : [ownerPid]
          const looks = pids.map(lookAtLiving)
          const id = fs.readdirSync(path.join(root, "active"))[0]!
          if (killed) {
            process.kill(ownerPid, "SIGKILL")
            yield* untilDead(ownerPid)
          }
          const cancelled = yield* job(root, ["cancel", id, "--grace", "100ms", "--json"])
          assert.deepStrictEqual(looks.filter(stillLives), [])
          assert.deepStrictEqual(factsOf(cancelled), [0, outcome, "stopped"])
          assert.strictEqual(fs.existsSync(number), started)
          assert.strictEqual((yield* readersAgree(root)).first.outcome?.tag, outcome)
        }),
      60_000
    )
  }

  it.live(
    "twice at once: one request, one outcome, both say the same",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const { id, numbers, started } = yield* runningJob(root, [
          "--",
          "sh",
          "-c",
          "echo $$; exec sleep 600"
        ])
        const command = lookAtLiving(numbers[0]!)
        const cancel = job(root, ["cancel", id, "--json"])
        const [first, second] = yield* Effect.all([cancel, cancel], { concurrency: "unbounded" })
        assert.isFalse(stillLives(command))
        for (const each of [first, second]) {
          assert.deepStrictEqual(factsOf(each), [0, "Cancelled", "stopped"])
        }
        assert.deepStrictEqual(jobOf(first).outcome, jobOf(second).outcome)
        assert.strictEqual((yield* started.ended).code, 120)
      }),
    60_000
  )

  for (const [when, name] of [
    ["begins to be written", ".*-*-*"],
    ["is on record", "cancel.json"]
  ] as const) {
    it.live(
      `of a command that ends when the request ${when}, three times: one outcome, told by all`,
      () => Effect.forEach([1, 2, 3], () => cancelAtTheEnd(name), { discard: true }),
      60_000
    )
  }

  it.live(
    "by a process that is killed once its request is on record: the owner sees to the rest",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const deaf = "trap '' TERM; echo $$; while :; do sleep 0.05; done"
        const line = ["--grace", "200ms", "--", "sh", "-c", deaf]
        const { folder, id, numbers, started } = yield* runningJob(root, line)
        const command = lookAtLiving(numbers[0]!)
        const canceller = yield* startJob(root, ["cancel", id, "--grace", "10m"])
        yield* untilThere(path.join(folder, "cancel.json"))
        canceller.child.kill("SIGKILL")
        assert.strictEqual((yield* canceller.ended).signal, "SIGKILL")
        assert.strictEqual((yield* started.ended).code, 120)
        assert.isFalse(stillLives(command))
        const { first } = yield* readersAgree(root)
        assert.deepInclude(first, { settledBy: "owner", work: "stopped" })
      }),
    60_000
  )

  it.live(
    "of a command that is gone already, its owner stopped: Cancelled, and stopped",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const line = ["--detach", "--", "sh", "-c", "echo $$; exec sleep 600"]
        const { id, numbers } = yield* runningJob(root, line)
        const command = lookAtLiving(numbers[0]!)
        process.kill(command.parent, "SIGSTOP")
        process.kill(command.pid, "SIGKILL")
        yield* until(
          "the owner is stopped, and the command dead",
          Effect.sync(() => lookAt(command.parent)?.state === "T" && !stillLives(command))
        )
        const cancelled = yield* job(root, ["cancel", id, "--grace", "100ms", "--json"])
        assert.deepStrictEqual(factsOf(cancelled), [0, "Cancelled", "stopped"])
        yield* untilDead(command.parent)
      }),
    60_000
  )

  it.live(
    "of an owner that was stopped and wakes of it: it settles, and ends as its job did",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const deaf = "trap '' TERM; echo $$; while :; do sleep 0.05; done"
        const line = ["--grace", "10s", "--", "sh", "-c", deaf]
        const { id, numbers, started } = yield* runningJob(root, line)
        const command = lookAtLiving(numbers[0]!)
        process.kill(command.parent, "SIGSTOP")
        yield* until(
          "its owner is stopped",
          Effect.sync(() => lookAt(command.parent)?.state === "T")
        )
        const cancelled = yield* job(root, ["cancel", id, "--grace", "1s", "--json"])
        assert.deepStrictEqual(factsOf(cancelled), [0, "Cancelled", "stopped"])
        assert.isFalse(stillLives(command))
        const { code, signal } = yield* started.ended
        assert.deepStrictEqual([code, signal], [120, null])
        const { first } = yield* readersAgree(root)
        assert.deepInclude(first, { settledBy: "owner", work: "stopped" })
      }),
    60_000
  )
})

/** Has a command end by itself in the very instant in which a file of that name is in the record. */
const cancelAtTheEnd = (name: string) =>
  Effect.gen(function* () {
    const root = yield* makeRoot
    const command = `cd "$JOB_LIFECYCLE_ROOT"/jobs/*/"$JOB_LIFECYCLE_ID"; echo $$
      while :; do for file in ${name}; do [ -e "$file" ] && exit; done; done`
    const { id, started } = yield* runningJob(root, ["--", "sh", "-c", command])
    const cancelled = yield* job(root, ["cancel", id, "--json"])
    const owner = yield* started.ended
    const waited = yield* job(root, ["wait", id, "--json"])
    const { outcome, work } = jobOf(cancelled)
    assert.deepStrictEqual([cancelled.code, work], [0, "stopped"], cancelled.stdout)
    assert.deepStrictEqual(jobOf(waited).outcome, outcome)
    const [tag, code] = outcome?.tag === "Completed" ? ["Completed", 0] : ["Cancelled", 120]
    assert.deepStrictEqual([outcome?.tag, owner.code, waited.code], [tag, code, code])
  })
