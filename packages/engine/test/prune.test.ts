import { assert, describe, it } from "@effect/vitest"
import type { Job, Runner } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { settleBesideWork, start } from "./hosts.ts"
import { at, ended, listed, pruned } from "./pruneWorld.ts"

describe("prune", () => {
  it.effect("removes beyond the newest N, by age, or both, and says what stays and why", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const ids: Array<Job["id"]> = []
      for (let n = 0; n < 5; n++) ids.unshift(yield* ended(world, { read: true }))
      const dry = yield* pruned(world, { keep: 2, dryRun: true })
      assert.deepStrictEqual(dry.removed, ids.slice(2))
      assert.deepStrictEqual(dry.kept, { Recent: 2 })
      assert.deepStrictEqual(yield* listed(world), ids, "a dry run changes nothing")
      const old = yield* pruned(world, { olderThan: "210 minutes" })
      assert.deepStrictEqual(old.removed, ids.slice(4))
      const both = yield* pruned(world, { keep: 3, olderThan: "90 minutes" })
      assert.deepStrictEqual(both.removed, ids.slice(2, 4))
      assert.deepStrictEqual(yield* listed(world), ids.slice(0, 2))
      const rest = yield* pruned(world, {})
      assert.deepStrictEqual([rest.removed, rest.kept], [[], { Recent: 2 }])
    })
  )

  it.effect("clears leavings away, and none where it is only to say what would go", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      let swept = 0
      world.faults.fail = (operation) => {
        if (operation === "sweep") swept += 1
        return null
      }
      yield* pruned(world, { keep: 0, dryRun: true })
      assert.strictEqual(swept, 0)
      yield* pruned(world, { keep: 0 })
      assert.strictEqual(swept, 1)
    })
  )

  it.effect("counts a settled job that cannot be listed as such, and is not judged therefore", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const listedOne = yield* ended(world, { read: true })
      world.faults.fail = (operation) => (operation === "index" ? "NoSpace" : null)
      const other = yield* ended(world, { read: true })
      const full = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([full.removed, full.kept], [[listedOne], { Unremovable: 1 }])
      world.faults.fail = () => null
      const rest = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([rest.removed, rest.kept], [[other], {}])
    })
  )

  it.effect("counts a settled job whose work cannot be seen from here as one of unknown work", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      for (const _ of [1, 2]) {
        const owner = yield* start(world, {}, undefined, { namespace: "elsewhere" })
        yield* settleBesideWork(world, owner.id)
      }
      const { kept } = yield* pruned(world, { keep: 0, includeUnread: true })
      assert.deepStrictEqual(kept, { WorkUnknown: 2 })
    })
  )

  it.effect("keeps what is damaged or cannot be read, and says so (I8)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      for (const _ of [1, 2]) yield* ended(world, { read: true })
      world.blind.add("claim")
      const damaged = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([damaged.removed, damaged.kept], [[], { Damaged: 2 }])
      world.blind.clear()
      world.faults.fail = (operation) => (operation === "facts" ? "Unreadable" : null)
      const unreadable = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([unreadable.removed, unreadable.kept], [[], { Damaged: 2 }])
    })
  )

  it.effect("has nothing to say of what another one took away meanwhile", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const id = yield* ended(world, { read: true })
      world.faults.failAfter = (operation) => {
        if (operation === "history") world.backing.jobs.delete(id)
        return null
      }
      const { kept, removed } = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([removed, kept], [[], {}])
    })
  )

  it.effect("one that cannot be taken away holds up no other (F24); fails where none can", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const ids: Array<Job["id"]> = []
      for (let n = 0; n < 3; n++) ids.unshift(yield* ended(world, { read: true }))
      let tries = 0
      world.faults.fail = (operation) =>
        operation === "remove" && ++tries !== 2 ? "Unexpected" : null
      const { kept, removed } = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([removed, kept], [[ids[1]], { Unremovable: 2 }])
      assert.deepInclude(yield* Effect.flip(pruned(world, { keep: 0 })), {
        _tag: "JobStoreError",
        reason: "Unexpected"
      })
      world.faults.fail = () => null
      assert.deepStrictEqual((yield* pruned(world, { keep: 0 })).removed, [ids[0], ids[2]])
    })
  )

  it.effect("says what went though leavings cannot be cleared away; fails where nothing went", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const id = yield* ended(world, { read: true })
      world.faults.fail = (operation) => (operation === "sweep" ? "NotWritable" : null)
      const { removed, swept } = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([removed, swept], [[id], 0])
      assert.deepInclude(yield* Effect.flip(pruned(world, { keep: 0 })), {
        _tag: "JobStoreError",
        reason: "NotWritable"
      })
      yield* at(world.host(), (jobs) => jobs.rebuildIndex)
    })
  )

  it.effect("keeps what nobody has read unless told", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const unread = yield* ended(world, { read: false })
      const kept = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([kept.removed, kept.kept], [[], { Unread: 1 }])
      assert.deepStrictEqual((yield* pruned(world, { keep: 0, includeUnread: true })).removed, [
        unread
      ])
    })
  )

  it.effect("keeps an open job, settles an orphan first, and takes that one when it is read", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const open = yield* running(world)
      const orphan = yield* running(world)
      world.table.kill(orphan.host.process)
      const first = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([first.removed, first.kept], [[], { Unread: 1 }])
      yield* at(world.host(), (jobs) => jobs.result(orphan.id))
      assert.deepStrictEqual((yield* pruned(world, { keep: 0 })).removed, [orphan.id])
      assert.deepStrictEqual(yield* listed(world), [open.id])
    })
  )

  it.effect("gives a living owner a minute for its last words", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const id = yield* ended(world, { read: true, dies: false })
      assert.deepStrictEqual((yield* pruned(world, { keep: 0 })).kept, { JustEnded: 1 })
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual((yield* pruned(world, { keep: 0 })).removed, [id])
    })
  )

  it.effect("keeps a job that a reader gave up while its owner is not proven gone", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const lost = yield* running(world, { timeLimit: 0 })
      world.table.deny(lost.host.process)
      world.faults.fail = (operation) => (operation === "renewLease" ? "Unexpected" : null)
      yield* TestClock.adjust("25 hours")
      yield* at(world.host(), (jobs) => jobs.get(lost.id))
      yield* TestClock.adjust("3 minutes")
      yield* at(world.host(), (jobs) => jobs.result(lost.id))
      const first = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([first.removed, first.kept], [[], { WorkUnknown: 1 }])
      yield* TestClock.adjust("25 hours")
      const { kept, removed } = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([removed, kept], [[], { OwnerNotGone: 1 }])
    })
  )

  it.effect("a word that comes between the judgement and the removal keeps the job", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const id = yield* ended(world, { read: true })
      const other = MemoryJobStore.make(world.backing)
      world.faults.fail = (operation) => {
        if (operation === "remove") {
          Effect.runSync(other.publishOnce(id, "late", { value: "late", at: 1 }))
        }
        return null
      }
      const { kept, removed } = yield* pruned(world, { keep: 0 })
      assert.deepStrictEqual([removed, kept], [[], { Changed: 1 }])
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(job.late?.value, "late")
    })
  )

  it.effect("says what is no number and no time, and removes nothing", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* ended(world, { read: true })
      for (const options of [
        { keep: -1 },
        { keep: 1.5 },
        { olderThan: "-1 second" as const },
        { olderThan: NaN }
      ]) {
        const error = yield* Effect.flip(at(world.host(), (jobs) => jobs.prune(options)))
        assert.strictEqual(error._tag, "InvalidRequest")
      }
      assert.lengthOf(yield* listed(world), 1)
    })
  )
})

/** A job that runs until its process is gone. */
const running = (world: FakeWorld, options: object = {}, runner: Runner = () => Effect.never) =>
  Effect.gen(function* () {
    const host = world.host()
    const started = yield* Deferred.make<Job["id"]>()
    yield* Effect.forkDetach(
      at(host, (jobs) =>
        jobs.run(options, (job) => Effect.andThen(Deferred.succeed(started, job.id), runner(job)))
      )
    )
    return { host, id: yield* Deferred.await(started) }
  })
