import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, outcomesWritten, start } from "./hosts.ts"

describe("record-before-work", () => {
  it.effect("work that cannot be recorded is not started, and the error says why", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.faults.fail = (operation) => (operation === "submit" ? "NoSpace" : null)
      let ran = false
      const error = yield* at(world.host(), (jobs) =>
        Effect.flip(
          jobs.run({}, () =>
            Effect.sync(() => {
              ran = true
              return 1
            })
          )
        )
      )
      assert.deepInclude(error, { _tag: "JobStoreError", reason: "NoSpace" })
      assert.include(error.message, "Free some space")
      assert.isFalse(ran)
    })
  )

  for (const reason of ["NotAStore", "ForeignOwner"] as const) {
    it.effect(
      `a store that refuses as ${reason} has nothing to look after (I12 nothing-leaks)`,
      () =>
        Effect.gen(function* () {
          const world = makeFakeWorld()
          const host = world.host()
          const asked: Array<string> = []
          world.faults.fail = (operation) => {
            asked.push(operation)
            return reason
          }
          const error = yield* at(host, (jobs) =>
            Effect.flip(jobs.run({}, () => Effect.succeed(1)))
          )
          assert.deepInclude(error, { _tag: "JobStoreError", reason })
          yield* TestClock.adjust("1 hour")
          assert.deepStrictEqual(asked, ["submit"])
          assert.strictEqual(host.exit.open(), 0)
        })
    )
  }

  it.effect("a store that breaks over a claim leaves the exit of its process alone", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      const command = ["make", 5] as unknown as ReadonlyArray<string>
      const exit = yield* Effect.exit(
        at(host, (jobs) => jobs.run({ command }, () => Effect.succeed(1)))
      )
      assert.strictEqual(exit._tag, "Failure")
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(host.exit.open(), 0)
    })
  )

  it.effect("the id is handed out after the record is there and before the runner starts", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const order: Array<string> = []
      yield* at(world.host(), (jobs) =>
        jobs.run({ onRecorded: () => order.push(`recorded ${world.writes.length}`) }, () =>
          Effect.sync(() => order.push("runner"))
        )
      )
      assert.deepStrictEqual(order, ["recorded 1", "runner"])
    })
  )
})

describe("bounded-endings", () => {
  it.effect("work whose output cannot be kept is heard all the same", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.faults.fail = (operation) => (operation === "appendLog" ? "NoSpace" : null)
      const talks = yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          jobs.run({ silence: "1 minute" }, (job) =>
            Effect.delay(job.log("a line\n"), "30 seconds").pipe(
              Effect.repeat({ times: 9 }),
              Effect.as("done")
            )
          )
        )
      )
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(outcomeOf(yield* Fiber.join(talks))?._tag, "Completed")
    })
  )
})

describe("settles-without-help", () => {
  it.effect("whoever began to record a death does so though it is no longer asked", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world)
      yield* killSilently(world, owner)
      world.faults.fail = (_operation, fact) => (fact === "outcome" ? "NoSpace" : null)
      const asking = yield* Effect.forkDetach(at(world.host(), (jobs) => jobs.get(owner.id)))
      yield* TestClock.adjust("10 millis")
      yield* Effect.forkDetach(Fiber.interrupt(asking), { startImmediately: true })
      world.faults.fail = () => null
      yield* TestClock.adjust("1 second")
      assert.strictEqual(outcomesWritten(world).length, 1)
    })
  )
})

describe("outcome-first", () => {
  for (const operation of ["putProgress", "appendLog", "index", "arm"] as const) {
    it.effect(`a store that fails at ${operation} changes nothing about the outcome`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        world.faults.fail = (failing) => (failing === operation ? "Unexpected" : null)
        const job = yield* at(world.host(), (jobs) =>
          jobs.run({}, (runner) =>
            Effect.gen(function* () {
              yield* runner.progress({ phase: "one" })
              yield* runner.log("line\n")
              yield* Effect.yieldNow
              return "done"
            })
          )
        )
        assert.strictEqual(outcomeOf(job)?._tag, "Completed")
      })
    )
  }

  it.effect("an outcome that cannot be written at first is written when it can", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      let failures = 3
      world.gasps.allowed = false
      world.faults.fail = (operation, fact) =>
        operation === "publishOnce" && fact === "outcome" && failures-- > 0 ? "NoSpace" : null
      const fiber = yield* Effect.forkChild(
        at(world.host(), (jobs) => jobs.run({}, () => Effect.succeed("done")))
      )
      yield* TestClock.adjust("1 second")
      assert.strictEqual(outcomeOf(yield* Fiber.join(fiber))?._tag, "Completed")
    })
  )

  it.effect(
    "an outcome that can never be published is the last gasp's, and still the true one",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        world.faults.fail = (operation, fact) =>
          operation === "publishOnce" && fact === "outcome" ? "NoSpace" : null
        const fiber = yield* Effect.forkChild(
          at(world.host(), (jobs) => jobs.run({}, () => Effect.fail("no luck")))
        )
        yield* TestClock.adjust("5 seconds")
        assert.deepInclude(outcomeOf(yield* Fiber.join(fiber)), {
          _tag: "Failed",
          message: "no luck"
        })
      })
  )

  it.effect("a result that cannot be recorded at first is recorded when it can", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      let failures = 3
      world.faults.fail = (operation, fact) =>
        operation === "publishOnce" && fact === "result" && failures-- > 0 ? "Unexpected" : null
      const fiber = yield* Effect.forkChild(
        at(world.host(), (jobs) => jobs.run({}, () => Effect.succeed("done")))
      )
      yield* TestClock.adjust("1 second")
      const job = yield* Fiber.join(fiber)
      assert.strictEqual(outcomeOf(job)?._tag, "Completed")
      assert.strictEqual(job.result, "done")
    })
  )

  it.effect("a result that cannot be recorded is no completed job", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      world.faults.fail = (operation, fact) =>
        operation === "publishOnce" && fact === "result" ? "NoSpace" : null
      const fiber = yield* Effect.forkChild(
        at(world.host(), (jobs) => jobs.run({}, () => Effect.succeed("done")))
      )
      yield* TestClock.adjust("1 second")
      const outcome = outcomeOf(yield* Fiber.join(fiber))
      assert.strictEqual(outcome?._tag, "Failed")
      assert.include(outcome?._tag === "Failed" ? outcome.message : "", "could not be recorded")
    })
  )
})

describe("who has seen an outcome", () => {
  it.effect("is told it all the same when that cannot be noted (I9 outcome-first)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* start(world, {}, () => Effect.succeed("done"))
      world.faults.fail = (_operation, fact) => (fact === "read" ? "NotWritable" : null)
      for (const ask of ["wait", "result"] as const) {
        const { result, state } = yield* at(world.host(), (jobs) => jobs[ask](id))
        assert.strictEqual(result, "done")
        assert.isFalse(state._tag === "Settled" && state.read)
      }
    })
  )
})

describe("the last instant of the owner's process", () => {
  const ends = [
    [{ _tag: "Drained" }, { _tag: "Drained" }],
    [
      { _tag: "Exiting", code: 7, uncaught: null },
      { _tag: "Failed", exitCode: 7, defect: false }
    ],
    [
      { _tag: "Exiting", code: 0, uncaught: null },
      { _tag: "Failed", exitCode: null }
    ],
    [
      { _tag: "Exiting", code: 1, uncaught: "boom" },
      { _tag: "Failed", message: "boom", defect: true }
    ],
    [
      { _tag: "Forced", signal: "SIGINT" },
      { _tag: "Signalled", signal: "SIGINT" }
    ]
  ] as const
  for (const [end, expected] of ends) {
    it.effect(`${JSON.stringify(end)} settles an open job as ${expected._tag}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const host = world.host()
        let id: Job["id"] | undefined
        yield* Effect.forkDetach(
          at(host, (jobs) =>
            jobs.run({ onRecorded: (recorded) => (id = recorded) }, () => Effect.never)
          ),
          { startImmediately: true }
        )
        yield* Effect.yieldNow
        host.exit.end(end)
        world.table.kill(host.process)
        const job = yield* at(world.host(), (jobs) => jobs.get(id!))
        assert.deepInclude(outcomeOf(job), expected)
        assert.strictEqual(job.state._tag === "Settled" && job.state.settlement.settledBy, "Owner")
      })
    )
  }

  it.effect("a job that has its outcome is not touched by the exit that follows", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host()
      const job = yield* at(host, (jobs) => jobs.run({}, () => Effect.succeed("done")))
      host.exit.end({ _tag: "Exiting", code: 0, uncaught: null })
      const after = yield* at(world.host(), (jobs) => jobs.get(job.id))
      assert.deepStrictEqual(after.state, job.state)
    })
  )
})
