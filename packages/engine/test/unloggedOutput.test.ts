import { assert, describe, it } from "@effect/vitest"
import type { RunnerContext } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at, start } from "./hosts.ts"

const isAppend = (operation: string) => (operation === "appendLog" ? "NoSpace" : null)

const settlementOf = (
  world: ReturnType<typeof makeFakeWorld>,
  id: Parameters<typeof world.backing.jobs.get>[0]
) =>
  Effect.map(
    at(world.host(), (jobs) => jobs.get(id)),
    ({ state }) => (state._tag === "Settled" ? state.settlement : null)
  )

describe("output that finds no room in the log (I8 nothing-lost)", () => {
  it.effect("is counted in the outcome, and what comes after it is kept again", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const speaks = (job: RunnerContext) =>
        Effect.gen(function* () {
          yield* job.log("before\n")
          world.faults.fail = isAppend
          yield* job.log("€\n")
          yield* job.log(Uint8Array.of(1, 2, 3))
          world.faults.fail = () => null
          yield* job.log("after\n")
          return "done"
        })
      const { id } = yield* at(world.host(), (jobs) => jobs.run({}, speaks))
      const settlement = yield* settlementOf(world, id)
      assert.deepInclude(settlement, { unloggedBytes: 7 })
      assert.strictEqual(settlement?.outcome._tag, "Completed")
      const { text } = yield* at(world.host(), (jobs) => jobs.readLog(id, { offset: 0 }))
      assert.strictEqual(text, "before\nafter\n")
    })
  )

  it.effect("is not spoken of where there was none", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) =>
        jobs.run({}, (job) => Effect.as(job.log("kept\n"), "done"))
      )
      assert.notProperty(yield* settlementOf(world, id), "unloggedBytes")
    })
  )

  it.effect("is counted in what the end of the process records", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.faults.fail = isAppend
      const { host, id } = yield* start(world, {}, (job) =>
        Effect.andThen(job.log("12345"), Effect.never)
      )
      yield* Effect.yieldNow
      host.exit.end({ _tag: "Drained" })
      world.table.kill(host.process)
      const settlement = yield* settlementOf(world, id)
      assert.deepInclude(settlement, { unloggedBytes: 5, settledBy: "Owner" })
      assert.strictEqual(settlement?.outcome._tag, "Drained")
    })
  )

  it.effect("is counted in the last gasp, when the outcome finds no room either", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.faults.fail = (operation, fact) =>
        fact === "outcome" ? "NoSpace" : isAppend(operation)
      const { id } = yield* start(world, {}, (job) =>
        Effect.as(Effect.andThen(job.log("12345"), Effect.sleep("1 second")), "done")
      )
      yield* TestClock.adjust("1 minute")
      world.faults.fail = () => null
      const settlement = yield* settlementOf(world, id)
      assert.deepInclude(settlement, { unloggedBytes: 5, settledBy: "Owner" })
    })
  )
})
