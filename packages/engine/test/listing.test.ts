import { assert, describe, it } from "@effect/vitest"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { Facade } from "./hosts.ts"
import { at, killSilently, outcomeOf, outcomesWritten, start } from "./hosts.ts"

const ended = Effect.succeed("done")

describe("a listing", () => {
  it.effect(
    "shows a job that it has just found dead, before any number of newer settled ones",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world)
        const newer = world.host()
        for (let n = 0; n < 20; n++) {
          yield* TestClock.adjust("1 second")
          yield* at(newer, (jobs) => jobs.run({}, () => ended))
        }
        yield* TestClock.adjust("1 second")
        yield* killSilently(world, owner)
        const { jobs } = yield* at(world.host(), (all) => all.list({ limit: 3 }))
        assert.strictEqual(jobs[0]?.id, owner.id)
        assert.strictEqual(outcomeOf(jobs[0]!)?._tag, "Orphaned")
        const { jobs: again } = yield* at(world.host(), (all) => all.list({ limit: 1 }))
        assert.deepStrictEqual(
          again.map(({ id }) => id),
          [owner.id]
        )
      })
  )

  it.effect(
    "of a session hides what is another's or nobody's, and nothing else depends on it",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const host = world.host()
        const mine = yield* at(host, (jobs) => jobs.run({ session: "mine" }, () => ended))
        const nobodys = yield* start(world)
        const listed = (session?: string) =>
          Effect.map(
            at(world.host(), (jobs) => jobs.list({ session })),
            ({ jobs }) => jobs.map(({ id }) => id)
          )
        assert.deepStrictEqual(yield* listed("mine"), [mine.id])
        assert.deepStrictEqual(yield* listed("another"), [])
        assert.sameMembers([...(yield* listed())], [mine.id, nobodys.id])
        // What it hides is found dead all the same, and is there under its id.
        yield* killSilently(world, nobodys)
        assert.deepStrictEqual(yield* listed("mine"), [mine.id])
        assert.strictEqual(outcomesWritten(world).length, 2)
        const found = yield* at(world.host(), (jobs) => jobs.get(nobodys.id))
        assert.strictEqual(outcomeOf(found)?._tag, "Orphaned")
      })
  )

  it.effect("of a session is looked for behind any number of newer jobs of others", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host()
      const run = at(host, (jobs) => jobs.run({ session: "mine" }, () => ended))
      yield* run
      yield* TestClock.adjust("1 second")
      const mine = yield* run
      for (let n = 0; n < 5; n++) {
        yield* TestClock.adjust("1 second")
        yield* at(host, (jobs) => jobs.run({ session: "other" }, () => ended))
      }
      const { jobs } = yield* at(world.host(), (all) => all.list({ session: "mine", limit: 1 }))
      assert.deepStrictEqual(
        jobs.map(({ id }) => id),
        [mine.id]
      )
    })
  )

  it.effect(
    "is not what a reference is looked up in: unknown, ambiguous, unfinished and damaged are told apart",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const open = yield* start(world, { session: "mine" })
        const others = yield* Effect.forEach(Array.from({ length: 16 }), () =>
          at(world.host(), (jobs) => jobs.run({}, () => ended))
        )
        const ids = [open.id, ...others.map(({ id }) => id)]
        // Of 17 ids two begin with the same digit.
        const digit = ids.map(([first]) => first!).find((one, n, all) => all.indexOf(one) !== n)!
        const reader = world.host()
        assert.strictEqual(yield* at(reader, (jobs) => jobs.find(open.id)), open.id)
        const wrong = <A, E>(ask: (jobs: Facade) => Effect.Effect<A, E>) =>
          Effect.flip(at(reader, ask))
        assert.deepInclude(yield* wrong((jobs) => jobs.find("no such id")), { _tag: "JobNotFound" })
        assert.deepInclude(yield* wrong((jobs) => jobs.find(digit)), {
          _tag: "JobAmbiguous",
          matches: ids.filter((id) => id.startsWith(digit)).toSorted()
        })
        assert.deepInclude(yield* wrong((jobs) => jobs.result(open.id)), { _tag: "JobNotFinished" })
        world.blind.add("claim")
        assert.deepInclude(yield* wrong((jobs) => jobs.get(open.id)), { _tag: "JobDamaged" })
      })
  )

  const bad = [NaN, -1, 0.5, "5" as unknown as number]
  for (const number of bad) {
    it.effect(`and a part of a log of ${JSON.stringify(number)} are refused, not made up`, () =>
      Effect.gen(function* () {
        const host = makeFakeWorld().host()
        const { id } = yield* at(host, (jobs) => jobs.run({}, () => ended))
        const asked = {
          limit: [
            at(host, (jobs) => jobs.list({ limit: number })),
            at(host, (jobs) => Stream.runHead(jobs.followAll({ limit: number })))
          ],
          offset: [
            at(host, (jobs) => jobs.readLog(id, { offset: number })),
            at(host, (jobs) => Stream.runDrain(jobs.followLog(id, number)))
          ],
          tailBytes: [at(host, (jobs) => jobs.readLog(id, { tailBytes: number }))],
          maxBytes: [
            at(host, (jobs) => jobs.readLog(id, { offset: 0, maxBytes: number })),
            at(host, (jobs) => jobs.readLog(id, { tailBytes: 9, maxBytes: number as never }))
          ]
        }
        for (const [field, calls] of Object.entries(asked)) {
          for (const call of calls) {
            const error = yield* Effect.flip(Effect.asVoid<unknown, unknown, never>(call))
            assert.deepInclude(error, { _tag: "InvalidRequest", field })
          }
        }
      })
    )
  }

  it.effect("shows open jobs before settled ones, and of each the newest first", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host()
      const open: Array<string> = []
      const over: Array<string> = []
      for (let n = 0; n < 4; n++) {
        open.unshift((yield* at(host, (jobs) => jobs.submit({ claimDeadline: "1 day" }))).id)
        yield* TestClock.adjust("1 second")
        over.unshift((yield* at(host, (jobs) => jobs.run({}, () => ended))).id)
        yield* TestClock.adjust("1 second")
      }
      const { jobs } = yield* at(world.host(), (all) => all.list())
      assert.deepStrictEqual(
        jobs.map(({ id }) => id),
        [...open, ...over]
      )
      const { jobs: active } = yield* at(world.host(), (all) => all.reconcile)
      assert.deepStrictEqual(
        active.map(({ id }) => id),
        open
      )
    })
  )

  it.effect("of all is asked for without an end", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      for (let n = 0; n < 12; n++) yield* at(host, (jobs) => jobs.run({}, () => ended))
      const { jobs: all } = yield* at(host, (jobs) => jobs.list({ limit: Infinity }))
      assert.lengthOf(all, 12)
    })
  )

  it.effect("lets others run in between, however many jobs are reconciled at once", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      for (let n = 0; n < 64; n++) {
        yield* at(world.host(), (jobs) => jobs.submit({ claimDeadline: "1 hour" }))
      }
      let between = 0
      let next = setImmediate(function count() {
        between++
        next = setImmediate(count)
      })
      const { jobs } = yield* at(world.host(), (all) => all.reconcile)
      clearImmediate(next)
      assert.lengthOf(jobs, 64)
      assert.isAtLeast(between, 4, "at each round of sixteen")
    })
  )
})
