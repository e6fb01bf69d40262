import { assert, describe, it } from "@effect/vitest"
import type { Job, JobId, JobLifecycle, RunnerContext } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import { TestClock } from "effect/testing"
import * as fs from "node:fs"
import * as path from "node:path"
import { removeTree } from "../src/store/removeTree.ts"
import { realFs } from "../src/store/realFs.ts"
import type { StoreFs } from "../src/store/StoreFs.ts"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { CrashHost, CrashWorld, root } from "./crash/CrashWorld.ts"
import { withFolder } from "./fixtures/folders.ts"

const settlementOf = (job: Job) =>
  job.state._tag === "Settled" ? job.state.settlement : assert.fail(`it is ${job.state._tag}`)
const folderOf = (id: JobId) => `${root}/jobs/${id.slice(0, 2)}/${id}`

/** Runs a job, and answers it with every warning that was logged. */
const runWarned = (
  jobs: JobLifecycle["Service"],
  runner: (job: RunnerContext) => Effect.Effect<unknown, unknown>
) => {
  const warnings: Array<string> = []
  const capture = Logger.make(({ logLevel, message }) => {
    if (logLevel === "Warn") warnings.push(String(message))
  })
  return Effect.map(jobs.run({}, runner).pipe(Effect.provide(Logger.layer([capture]))), (job) => ({
    job,
    warnings
  }))
}

describe("an owner whose record is removed while its job runs", () => {
  const removals: ReadonlyArray<readonly [string, (files: StoreFs, id: JobId) => void]> = [
    ["the job's folder", (files, id) => removeTree(files, folderOf(id))],
    ["the whole root", (files) => removeTree(files, root)]
  ]
  const writes: ReadonlyArray<readonly [string, (job: RunnerContext) => Effect.Effect<void>]> = [
    ["progress", (job) => job.progress({ phase: "two", resumeHandle: "thread-1" })],
    ["output", (job) => job.log("more\n")],
    ["command", (job) => job.work({ scheme: "fake", label: "a command", value: null })]
  ]
  for (const [what, remove] of removals) {
    for (const [name, write] of writes) {
      it.effect(`notices at its next ${name} that ${what} is gone, and records the job anew`, () =>
        Effect.gen(function* () {
          const world = new CrashWorld()
          const owner = world.host()
          const reader = world.host()
          const { job, warnings } = yield* runWarned(owner.jobs, (context) =>
            Effect.gen(function* () {
              yield* context.log("first\n")
              remove(world.disk.process(), context.id)
              assert.strictEqual(
                (yield* Effect.flip(reader.jobs.get(context.id)))._tag,
                "JobNotFound"
              )
              yield* write(context)
              const seen = yield* reader.jobs.get(context.id)
              assert.strictEqual(seen.state._tag, "Running")
              assert.include(
                (yield* reader.jobs.readLog(context.id, { offset: 0 })).text,
                "made it anew"
              )
              return "done"
            })
          )
          assert.deepInclude(settlementOf(job), { settledBy: "Owner" })
          assert.strictEqual(settlementOf(job).outcome._tag, "Completed")
          assert.strictEqual(job.result, "done")
          assert.deepStrictEqual(settlementOf(yield* reader.jobs.get(job.id)), settlementOf(job))
          assert.deepStrictEqual(
            (yield* reader.jobs.list()).jobs.map(({ id }) => id),
            [job.id]
          )
          assert.strictEqual(warnings.length, 1)
          assert.include(warnings[0], "was removed")
        })
      )
    }

    it.effect(`notices at the end that ${what} is gone, and still leaves result and outcome`, () =>
      Effect.gen(function* () {
        const world = new CrashWorld()
        const { job, warnings } = yield* runWarned(world.host().jobs, (context) =>
          Effect.sync(() => {
            remove(world.disk.process(), context.id)
            return { answer: 42 }
          })
        )
        assert.strictEqual(settlementOf(job).outcome._tag, "Completed")
        assert.deepStrictEqual(job.result, { answer: 42 })
        assert.include(warnings[0], "was removed")
      })
    )
  }

  it.effect("notices at the end when there is no result to record either", () =>
    Effect.gen(function* () {
      const world = new CrashWorld()
      const { job } = yield* runWarned(world.host().jobs, (context) =>
        Effect.suspend(() => {
          removeTree(world.disk.process(), folderOf(context.id))
          return Effect.fail("no luck")
        })
      )
      assert.deepInclude(settlementOf(job).outcome, { _tag: "Failed", message: "no luck" })
    })
  )

  it.effect("prepares its last gasp anew too", () =>
    Effect.gen(function* () {
      const world = new CrashWorld()
      const owner = world.host()
      yield* owner.jobs.run({}, (context) =>
        Effect.gen(function* () {
          yield* Effect.yieldNow
          removeTree(world.disk.process(), folderOf(context.id))
          yield* context.progress({ phase: "on" })
          const names = world.disk.process().readdirSync(folderOf(context.id))
          assert.includeMembers(names, ["armed.json", "created.json", "progress.json"])
        })
      )
    })
  )

  for (const [what, remove] of removals) {
    it.effect(`says at the end of its process how that was, though ${what} is gone`, () =>
      Effect.gen(function* () {
        const world = new CrashWorld()
        const owner = world.host()
        const recorded = yield* Deferred.make<JobId>()
        yield* Effect.forkChild(
          owner.jobs.run({ name: "mine" }, (context) =>
            Effect.andThen(Deferred.succeed(recorded, context.id), Effect.never)
          ),
          { startImmediately: true }
        )
        const id = yield* Deferred.await(recorded)
        remove(world.disk.process(), id)
        owner.exit.end({ _tag: "Exiting", code: 7, uncaught: null })
        world.table.kill(owner.process)
        const reader = world.host()
        const job = yield* reader.jobs.get(id)
        assert.deepInclude(settlementOf(job).outcome, { _tag: "Failed", exitCode: 7 })
        assert.strictEqual(settlementOf(job).settledBy, "Owner")
        assert.strictEqual(job.request.name, "mine")
        assert.deepStrictEqual(
          (yield* reader.jobs.list()).jobs.map((each) => each.id),
          [id]
        )
      })
    )
  }

  it.effect("leaves a job removed that had settled before its process ends", () =>
    Effect.gen(function* () {
      const world = new CrashWorld()
      const owner = world.host()
      const reader = world.host()
      const recorded = yield* Deferred.make<JobId>()
      const letGo = yield* Deferred.make<void>()
      const running = yield* Effect.forkChild(
        owner.jobs.run({ timeLimit: "1 second", grace: "1 hour" }, (context) =>
          Effect.andThen(Deferred.succeed(recorded, context.id), Effect.never).pipe(
            // It takes its time to stop, so that its owner is still there.
            Effect.onInterrupt(() => Deferred.await(letGo))
          )
        ),
        { startImmediately: true }
      )
      const id = yield* Deferred.await(recorded)
      yield* TestClock.adjust("1 second")
      const settled = settlementOf(yield* reader.jobs.get(id))
      assert.deepStrictEqual([settled.outcome._tag, owner.exit.open()], ["TimedOut", 1])
      removeTree(world.disk.process(), folderOf(id))
      owner.exit.end({ _tag: "Exiting", code: 7, uncaught: null })
      assert.strictEqual((yield* Effect.flip(reader.jobs.get(id)))._tag, "JobNotFound")
      yield* Deferred.succeed(letGo, undefined)
      yield* Fiber.await(running)
    })
  )

  it.effect("ends as before when the record can not be made anew, and says so", () =>
    Effect.gen(function* () {
      const world = new CrashWorld()
      const owner = world.host()
      const error = yield* Effect.flip(
        owner.jobs.run({}, (context) =>
          Effect.sync(() => {
            removeTree(world.disk.process(), folderOf(context.id))
            owner.files.faults = ({ changes }) =>
              changes ? { _tag: "Fails", code: "EROFS", landed: "Nothing" } : null
            return 1
          })
        )
      )
      assert.strictEqual(error._tag, "JobNotFound")
    })
  )

  it.live("on a real disk: the root is removed, and the job ends as it would have", () =>
    Effect.promise(() =>
      withFolder((folder) => {
        const real = path.join(folder, "root")
        const world = new CrashWorld()
        const owner = new CrashHost(world, world.table.spawn(), world.disk.process(), {
          store: FileJobStore.make({ root: real, fs: realFs })
        })
        return Effect.runPromise(
          Effect.gen(function* () {
            const { job } = yield* runWarned(owner.jobs, (context) =>
              Effect.gen(function* () {
                fs.rmSync(real, { recursive: true })
                yield* context.progress({ phase: "on" })
                return "done"
              })
            )
            assert.strictEqual(settlementOf(job).outcome._tag, "Completed")
            const again = FileJobStore.make({ root: real })
            assert.deepStrictEqual((yield* again.facts(job.id)).settlement, settlementOf(job))
          })
        )
      })
    )
  )
})
