import { assert, describe, it } from "@effect/vitest"
import type { FileFaultPlan } from "@job-lifecycle/testing"
import { FileFaults } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import type { CrashHost } from "./crash/CrashWorld.ts"
import { CrashWorld } from "./crash/CrashWorld.ts"

/** Runs a job on a disk where something goes wrong; the owner lives on. */
const runFailing = Effect.fnUntraced(function* (faults: FileFaultPlan) {
  const world = new CrashWorld()
  const owner = world.host(faults)
  let started = false
  const fiber = yield* Effect.forkChild(
    Effect.exit(
      owner.jobs.run({ onRecorded: () => assert.isFalse(started) }, () =>
        Effect.sync(() => {
          started = true
          return "done"
        })
      )
    )
  )
  yield* TestClock.adjust("5 seconds")
  return { exit: yield* Fiber.join(fiber), owner, started, world }
})

const operationsOfRun = Effect.map(
  runFailing(FileFaults.none),
  ({ owner }) => owner.files.operations
)

const outOfDescriptors = FileFaults.transient(
  ({ name }) => name === "openSync",
  "EMFILE",
  Number.POSITIVE_INFINITY
)

/** What a reader sees of every job, while its owner is alive. */
const seen = Effect.fnUntraced(function* (reader: CrashHost) {
  const ids = yield* reader.store.find("")
  const jobs = yield* Effect.forEach(ids, (id) => Effect.result(reader.jobs.get(id)))
  return jobs.flatMap((job) => (job._tag === "Success" ? [job.success] : []))
})

describe("a run on a disk where one operation fails", () => {
  for (const [how, landed] of [
    ["fails", "Nothing"],
    ["is reported as failed after it landed", "All"]
  ] as const) {
    it.effect(
      `starts nothing that is not recorded, and leaves nothing open, when any one ${how}`,
      () =>
        Effect.gen(function* () {
          const operations = yield* operationsOfRun
          let refused = 0
          for (let k = 0; k < operations.length; k++) {
            const { exit, started, world } = yield* runFailing(FileFaults.failAt(k, "EIO", landed))
            const label = `operation ${k}: ${operations[k]!.name} ${operations[k]!.file}`
            const jobs = yield* seen(world.host())
            if (Exit.isFailure(exit) && !started) refused++
            else assert.strictEqual(jobs.length, 1, label)
            for (const { state } of jobs) {
              if (state._tag !== "Settled") return assert.fail(`${label}: it is ${state._tag}`)
              const expected = started ? ["Completed", "Failed"] : ["NeverStarted"]
              assert.include(expected, state.settlement.outcome._tag, label)
            }
          }
          assert.isAbove(refused, 5)
          assert.isBelow(refused, operations.length)
        })
    )
  }

  it.effect(
    "ends with its true outcome in the room that it had reserved, on a disk that is full",
    () =>
      Effect.gen(function* () {
        const world = new CrashWorld()
        const owner = world.host()
        const fiber = yield* Effect.forkChild(
          owner.jobs.run({}, () =>
            Effect.gen(function* () {
              yield* Effect.yieldNow
              world.disk.freeBytes = 0
              world.disk.freeFiles = 0
              return yield* Effect.fail("no luck")
            })
          )
        )
        yield* TestClock.adjust("5 seconds")
        const { state } = yield* Fiber.join(fiber)
        assert.deepInclude(state._tag === "Settled" && state.settlement.outcome, {
          _tag: "Failed",
          message: "no luck"
        })
      })
  )

  it.effect(
    "ends with its true outcome once a descriptor is left again, and not by its owner's death (EMFILE)",
    () =>
      Effect.gen(function* () {
        const world = new CrashWorld()
        const owner = world.host()
        const fiber = yield* Effect.forkChild(
          Effect.exit(
            owner.jobs.run({}, () =>
              Effect.gen(function* () {
                yield* Effect.yieldNow
                owner.files.faults = outOfDescriptors
                return "done"
              })
            )
          )
        )
        yield* TestClock.adjust("5 seconds")
        assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)), "the host is told")
        owner.files.faults = FileFaults.none
        yield* TestClock.adjust("1 minute")
        const [job] = yield* seen(world.host())
        const outcome = job?.state._tag === "Settled" ? job.state.settlement.outcome : null
        assert.strictEqual(outcome?._tag, "Completed")
        assert.strictEqual(job?.result, "done")
      })
  )

  for (const [what, call] of [
    ["folder of its own", "mkdirSync"],
    ["word in it", "writeSync"]
  ] as const) {
    it.effect(`takes none of the last files of a disk, where it gets no ${what} (F36)`, () =>
      Effect.gen(function* () {
        const world = new CrashWorld()
        const { files, jobs, store } = world.host()
        yield* jobs.run({}, () => Effect.succeed("done"))
        world.disk.freeFiles = 2
        files.faults = FileFaults.transient(({ name }) => name === call, "ENOSPC", 1)
        const error = yield* Effect.flip(jobs.submit({}))
        assert.deepInclude(error, { _tag: "JobStoreError", reason: "NoSpace" })
        assert.strictEqual(world.disk.freeFiles, 2)
        assert.deepStrictEqual([yield* store.active, (yield* store.find("")).length], [[], 1])
      })
    )
  }
})
