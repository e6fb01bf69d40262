import { assert, describe, it } from "@effect/vitest"
import type { Job, JobStoreError, RunnerContext } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import { sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { treeOf, withFolder } from "./fixtures/folders.ts"
import { orphanIn } from "./fixtures/orphanIn.ts"
import { fillUp, noMounts, withReadOnly, withSmallDisk } from "./stressMounts.ts"

type Jobs = JobLifecycle["Service"]

/** Each as a new process would: with a handle that has seen nothing yet. */
const using = <A, E>(root: string, act: (jobs: Jobs) => Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(
    Effect.provide(
      Effect.flatMap(JobLifecycle, act),
      NodePlatform.layer({ root, onSignal: "report" })
    )
  )

const refusalOf = (
  root: string,
  act: (jobs: Jobs) => Effect.Effect<unknown, { readonly _tag: string }>
): Promise<string> =>
  using(root, (jobs) =>
    Effect.map(Effect.flip(act(jobs)), (error) =>
      error._tag === "JobStoreError" ? (error as JobStoreError).reason : error._tag
    )
  )

const outcomeOf = ({ state }: Job) =>
  state._tag === "Settled" ? state.settlement.outcome._tag : state._tag

/** A runner that notes that it was started, which it must not be. */
const starts = () => {
  const seen = { started: false }
  const runner = () => Effect.sync(() => (seen.started = true))
  return { seen, runner }
}

const readBack = (root: string, job: Job) =>
  Effect.map(
    Effect.promise(() => using(root, (jobs) => jobs.get(job.id))),
    (again) => assert.deepStrictEqual(again.state, job.state)
  )

describe("a disk of 64 KB that is full to the last byte", () => {
  it("before the first submission: nothing is started, and nothing is in the way of the next one", (context) =>
    withFolder(async (folder) => {
      const ran = await withSmallDisk(folder, async () => {
        const root = path.join(folder, "root")
        const makeRoom = fillUp(folder)
        const { seen, runner } = starts()
        assert.strictEqual(await refusalOf(root, (jobs) => jobs.run({}, runner)), "NoSpace")
        assert.strictEqual(await refusalOf(root, (jobs) => jobs.submit({})), "NoSpace")
        assert.isFalse(seen.started)
        makeRoom()
        assert.strictEqual(
          outcomeOf(await using(root, (jobs) => jobs.run({}, runner))),
          "Completed"
        )
        return true
      })
      if (ran === null) context.skip(noMounts)
    }))

  it("between submission and claim: the claim is refused, the job is read and can be claimed later", (context) =>
    withFolder(async (folder) => {
      const ran = await withSmallDisk(folder, async () => {
        const root = path.join(folder, "root")
        const { id } = await using(root, (jobs) => jobs.submit({}))
        const makeRoom = fillUp(folder)
        const { seen, runner } = starts()
        assert.strictEqual(await refusalOf(root, (jobs) => jobs.own(id, runner)), "NoSpace")
        const asked = await refusalOf(root, (jobs) => jobs.cancel(id, { by: "tests" }))
        assert.strictEqual(asked, "NoSpace")
        assert.isFalse(seen.started)
        assert.strictEqual(outcomeOf(await using(root, (jobs) => jobs.get(id))), "Queued")
        makeRoom()
        const job = await using(root, (jobs) => jobs.own(id, runner))
        assert.strictEqual(outcomeOf(job), "Completed")
        return true
      })
      if (ran === null) context.skip(noMounts)
    }))

  it("while the job runs: its ending fits into the room that was reserved, and says what is missing", (context) =>
    withFolder(async (folder) => {
      const ran = await withSmallDisk(folder, async () => {
        const root = path.join(folder, "root")
        let makeRoom = () => {}
        const job = await using(root, (jobs) =>
          jobs.run({}, ({ log, progress }) =>
            Effect.gen(function* () {
              // Armed once the runner has let go of the thread.
              yield* Effect.sleep("1 millis")
              makeRoom = fillUp(folder)
              yield* log("no room for this\n".repeat(1_000))
              yield* progress({ message: "nor for this" })
              return "nor for this"
            })
          )
        )
        const { settlement } = job.state as Extract<Job["state"], { _tag: "Settled" }>
        assert.strictEqual(settlement.outcome._tag, "Failed")
        assert.strictEqual(settlement.settledBy, "Owner")
        assert.strictEqual(settlement.unloggedBytes, 17_000)
        makeRoom()
        await Effect.runPromise(readBack(root, job))
        return true
      })
      if (ran === null) context.skip(noMounts)
    }))

  it("when a reader finds an orphan: it is shown, not saved, and saved by the next one with room", (context) =>
    withFolder(async (folder) => {
      const ran = await withSmallDisk(folder, async () => {
        const root = path.join(folder, "root")
        const id = orphanIn(root)
        const makeRoom = fillUp(folder)
        const shown = await using(root, (jobs) => jobs.get(id))
        assert.deepStrictEqual([outcomeOf(shown), shown.saved], ["Orphaned", false])
        makeRoom()
        const saved = await using(root, (jobs) => jobs.get(id))
        assert.deepStrictEqual([outcomeOf(saved), saved.saved], ["Orphaned", true])
        return true
      })
      if (ran === null) context.skip(noMounts)
    }))
})

describe("a root that is mounted read-only", () => {
  it("shows every job as it stands, starts none, and is left as it was", (context) =>
    withFolder(async (folder) => {
      const root = path.join(folder, "root")
      const at = path.join(folder, "read-only")
      fs.mkdirSync(at)
      const done = await using(root, (jobs) => jobs.run({}, () => Effect.succeed(1)))
      const id = orphanIn(root)
      const before = treeOf(root)
      const ran = await withReadOnly(root, at, async () => {
        const { seen, runner } = starts()
        assert.strictEqual(await refusalOf(at, (jobs) => jobs.run({}, runner)), "NotWritable")
        assert.strictEqual(await refusalOf(at, (jobs) => jobs.submit({})), "NotWritable")
        assert.isFalse(seen.started)
        const { jobs: listed, damaged } = await using(at, (jobs) => jobs.list())
        assert.deepStrictEqual(damaged, [])
        assert.deepStrictEqual(
          listed.map((job) => [job.id, outcomeOf(job), job.saved]).toSorted(),
          [
            [done.id, "Completed", true],
            [id, "Orphaned", false]
          ].toSorted()
        )
        assert.strictEqual(outcomeOf(await using(at, (jobs) => jobs.result(done.id))), "Completed")
        return true
      })
      if (ran === null) return context.skip(noMounts)
      assert.deepStrictEqual(treeOf(root), before)
    }))
})

describe("a root that is removed under a live job", () => {
  for (const [what, target] of [
    ["the whole root", (root: string) => root],
    [
      "the job's own folder",
      (root: string, id: string) => path.join(root, "jobs", id.slice(0, 2), id)
    ]
  ] as const) {
    for (const [name, write] of [
      ["at its next write", (job: RunnerContext) => job.log("into nowhere\n")],
      ["at its end", () => Effect.void]
    ] as const) {
      it(`${what}: the owner notices ${name}, and the very outcome is on record anew`, () =>
        withFolder(async (folder) => {
          const root = path.join(folder, "root")
          const other = await using(root, (jobs) => jobs.run({}, () => Effect.succeed(1)))
          const ended = await using(root, (jobs) =>
            jobs.run({ name: "mine" }, (job) =>
              Effect.gen(function* () {
                yield* Effect.yieldNow
                fs.rmSync(target(root, job.id), { recursive: true })
                yield* write(job)
                return { answer: 2 }
              })
            )
          )
          const { settlement } = ended.state as Extract<Job["state"], { _tag: "Settled" }>
          assert.deepStrictEqual(settlement.outcome, { _tag: "Completed", result: "Recorded" })
          assert.strictEqual(settlement.settledBy, "Owner")
          assert.deepStrictEqual([ended.saved, ended.result], [true, { answer: 2 }])
          await Effect.runPromise(readBack(root, ended))
          const next = await using(root, (jobs) => jobs.run({}, () => Effect.succeed(3)))
          assert.strictEqual(outcomeOf(next), "Completed")
          const { damaged, jobs: listed } = await using(root, (jobs) => jobs.list())
          assert.deepStrictEqual(damaged, [])
          assert.sameMembers(
            listed.map(({ id }) => id),
            [ended.id, next.id, ...(target(root, "00") === root ? [] : [other.id])]
          )
          const again = listed.find(({ id }) => id === ended.id)!
          assert.deepStrictEqual([again.request.name, again.result], ["mine", { answer: 2 }])
        }))
    }
  }
})

describe("a root of somebody else", () => {
  it("starts nothing, asks nothing and tells a typed error, even to the superuser", (context) =>
    withFolder(async (folder) => {
      if (process.geteuid?.() !== 0) {
        return context.skip("only the superuser can make a root of somebody else")
      }
      const root = path.join(folder, "root")
      const id = orphanIn(root)
      fs.chownSync(root, 65_534, 65_534)
      const before = treeOf(root)
      const { seen, runner } = starts()
      for (const act of [
        (jobs: Jobs) => jobs.run({}, runner),
        (jobs: Jobs) => jobs.submit({}),
        (jobs: Jobs) => jobs.own(sampleId(8), runner)
      ]) {
        assert.include(["ForeignOwner", "JobNotFound"], await refusalOf(root, act))
      }
      const shown = await using(root, (jobs) => jobs.get(id))
      assert.deepStrictEqual([outcomeOf(shown), shown.saved], ["Orphaned", false])
      assert.isFalse(seen.started)
      assert.deepStrictEqual(treeOf(root), before)
    }))
})
