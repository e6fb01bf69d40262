import { assert, describe, it } from "@effect/vitest"
import { EndHook } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, start } from "./hosts.ts"
import { lifeOf, recorded } from "./lives.ts"

/** From here on the store itself breaks at these calls, such as `publishOnce outcome`. */
const breaksAt = (world: FakeWorld, calls: ReadonlyArray<string>) => {
  world.faults.fail = (operation, subject) => {
    if (calls.includes(`${operation} ${subject}`.trim())) throw new Error("the host's store")
    return null
  }
}

const untilItsLimit = (world: FakeWorld) =>
  lifeOf(world, () => Effect.never, { timeLimit: "1 minute" })

describe("a store of the host that breaks over the end of a job", () => {
  for (const calls of [
    ["publishOnce outcome"],
    ["standing cancel"],
    ["publishOnce outcome", "standing claim"]
  ]) {
    it.effect(`(at ${calls.join(" and ")}) has its outcome once it is whole again (I5)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        breaksAt(world, calls)
        const { exit, host } = yield* untilItsLimit(world)
        assert.strictEqual(exit._tag, "Failure")
        assert.strictEqual(host.exit.open(), 1, "the exit guard stays meanwhile")
        world.faults.fail = () => null
        yield* TestClock.adjust("1 minute")
        assert.isTrue(world.table.isAlive(host.process))
        assert.deepStrictEqual(yield* recorded(world), ["TimedOut"])
        assert.strictEqual(host.exit.open(), 0)
      })
    )
  }

  it.effect("has the outcome that was decided when the process ends meanwhile (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      breaksAt(world, ["publishOnce outcome"])
      const { host } = yield* untilItsLimit(world)
      host.exit.end({ _tag: "Drained" })
      world.table.kill(host.process)
      world.faults.fail = () => null
      assert.deepStrictEqual(yield* recorded(world), ["TimedOut"])
    })
  )

  it.effect("is told as trouble with the store, and by which words", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      breaksAt(world, ["publishOnce outcome"])
      const error = yield* Effect.flip(
        at(world.host(), (jobs) => jobs.run({}, () => Effect.succeed("done")))
      )
      assert.deepInclude(error, { _tag: "JobStoreError", reason: "Unexpected" })
      assert.include(error.message, "it broke: the host's store")
    })
  )

  for (const [calls, outcome] of [
    [["publishOnce result"], "Failed"],
    [["publishOnce result", "standing result"], "Failed"],
    [["standing outcome"], "Completed"],
    [["index"], "Completed"]
  ] as const) {
    it.effect(`(at ${calls.join(" and ")}) leaves it ${outcome} and not open (I5, I9)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        breaksAt(world, calls)
        const { exit, host } = yield* lifeOf(world, () => Effect.succeed("value"))
        world.faults.fail = () => null
        const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
        const end = outcomeOf(jobs[0]!)
        assert.strictEqual(end?._tag, outcome)
        if (end?._tag === "Failed") assert.include(end.message, "could not be recorded")
        assert.strictEqual(exit._tag, "Success")
        assert.strictEqual(host.exit.open(), 0)
      })
    )
  }
})

describe("a store of the host that breaks when a job begins", () => {
  it.effect("over its last gasp, costs the job that alone (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      breaksAt(world, ["arm"])
      yield* lifeOf(world, () => Effect.as(Effect.sleep("1 second"), "done"))
      assert.deepStrictEqual(yield* recorded(world), ["Completed"])
    })
  )

  it.effect("over an intent to cancel it, is asked again by the race", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
      breaksAt(world, ["standing cancel"])
      const owning = yield* Effect.forkDetach(
        at(world.host(), (jobs) => jobs.own(id, () => Effect.as(Effect.sleep("1 second"), "done"))),
        { startImmediately: true }
      )
      world.faults.fail = () => null
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(owning)
      assert.deepStrictEqual(yield* recorded(world), ["Completed"])
    })
  )
})

describe("a store of the host that breaks beside an outcome", () => {
  for (const call of ["publishOnce workStopped", "publishOnce late"]) {
    it.effect(`(at ${call}) fails no run, and what was started is told to have stopped (I9)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        breaksAt(world, [call])
        const { exit, host, id } = yield* lifeOf(
          world,
          (job) =>
            Effect.andThen(
              job.work(world.table.identify(world.table.spawn())),
              Effect.onInterrupt(Effect.never, () => job.answered("too late"))
            ),
          { timeLimit: "1 minute" }
        )
        assert.strictEqual(exit._tag, "Success")
        assert.strictEqual(host.exit.open(), 0)
        world.faults.fail = () => null
        yield* TestClock.adjust("1 minute")
        assert.isTrue(world.table.isAlive(host.process))
        const { state } = yield* at(world.host(), (jobs) => jobs.get(id!))
        assert.deepInclude(state, { work: "Stopped" })
      })
    )
  }

  for (const call of ["publishOnce hookStarted", "publishOnce hookEnded"]) {
    it.effect(`(at ${call}) fails neither a run nor a reader that runs end hooks (I9)`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const owner = yield* start(world, { onEnd: "say it" })
        yield* killSilently(world, owner)
        breaksAt(world, [call])
        const { layer, ...host } = world.host()
        const hook = Layer.succeed(EndHook, () => Effect.succeed({ exitCode: 0, problem: null }))
        const hooked = { ...host, layer: layer.pipe(Layer.provide(hook)) }
        const run = yield* at(hooked, (jobs) =>
          jobs.run({ onEnd: "say it" }, () => Effect.succeed("done"))
        )
        assert.strictEqual(outcomeOf(run)?._tag, "Completed")
        const { jobs } = yield* at(hooked, (all) => all.reconcile)
        assert.deepStrictEqual(
          jobs.map((job) => [job.id, outcomeOf(job)?._tag]),
          [[owner.id, "Orphaned"]]
        )
      })
    )
  }
})
