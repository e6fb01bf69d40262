import { assert, describe, it } from "@effect/vitest"
import type { Job, JobFacts, JobId, Recovered } from "@job-lifecycle/engine"
import { JobLifecycle, Recover } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { killSilently, outcomeOf, start } from "./hosts.ts"

type Jobs = JobLifecycle["Service"]

/** Two jobs of an owner that is gone, and a reader whose host answers with `hook`. */
const orphans = Effect.fnUntraced(function* (
  hook: (facts: JobFacts, jobs: () => Jobs) => Effect.Effect<Recovered>,
  use: (jobs: Jobs, id: JobId) => Effect.Effect<void, unknown>
) {
  const world = makeFakeWorld()
  const [one, other] = [yield* start(world), yield* start(world)]
  yield* killSilently(world, one)
  yield* killSilently(world, other)
  let reader: Jobs | null = null
  const recover = Layer.succeed(Recover, (facts) => hook(facts, () => reader!))
  yield* Effect.flatMap(JobLifecycle, (jobs) => {
    reader = jobs
    return use(jobs, one.id)
  }).pipe(Effect.provide(world.host().layer.pipe(Layer.provide(recover))))
})

const nothing: Recovered = { _tag: "NothingKnown" }
const found: Recovered = { _tag: "Result", value: "found" }

/** More than a hook may be asked about two jobs: one that goes on asking itself ends here. */
const tooOften = 9

describe("a host that is asked what it knows of a job", () => {
  const calls: ReadonlyArray<
    readonly [string, (jobs: Jobs, id: JobId) => Effect.Effect<unknown, unknown>]
  > = [
    ["get", (jobs, id) => jobs.get(id)],
    ["wait", (jobs, id) => jobs.wait(id)],
    ["cancel", (jobs, id) => jobs.cancel(id, { by: "the hook" })],
    ["list", (jobs) => jobs.list()],
    ["reconcile", (jobs) => jobs.reconcile]
  ]
  for (const [name, call] of calls) {
    it.effect(`and asks for that itself, by ${name}, is not asked again within (I5)`, () => {
      const asked: Array<JobId> = []
      return orphans(
        (facts, jobs) =>
          Effect.suspend(() => {
            asked.push(facts.id)
            if (asked.length === tooOften) return Effect.succeed(nothing)
            return Effect.as(Effect.ignore(call(jobs(), facts.id)), nothing)
          }),
        Effect.fnUntraced(function* (jobs, id) {
          const fiber = yield* Effect.forkChild(jobs.get(id))
          yield* TestClock.adjust("30 seconds")
          assert.include(["Orphaned", "Cancelled"], outcomeOf(yield* Fiber.join(fiber))?._tag)
          assert.strictEqual(asked.filter((one) => one === id).length, 1)
        })
      )
    })
  }

  it.effect("tells all who read that job meanwhile, and is asked once", () => {
    let asked = 0
    const answer = Deferred.makeUnsafe<Recovered>()
    return orphans(
      () => Effect.suspend(() => ((asked += 1), Deferred.await(answer))),
      Effect.fnUntraced(function* (jobs, id) {
        const readers = [
          yield* Effect.forkChild(jobs.get(id), { startImmediately: true }),
          yield* Effect.forkChild(jobs.get(id), { startImmediately: true })
        ]
        yield* TestClock.adjust("1 second")
        yield* Deferred.succeed(answer, found)
        const told: ReadonlyArray<Job> = yield* Fiber.joinAll(readers)
        assert.deepStrictEqual(
          told.map(({ result }) => result),
          ["found", "found"]
        )
        assert.strictEqual(asked, 1)
      })
    )
  })

  it.effect("is asked again for whoever waited on a reader that went away", () => {
    let asked = 0
    return orphans(
      () => Effect.suspend(() => ((asked += 1) === 1 ? Effect.never : Effect.succeed(found))),
      Effect.fnUntraced(function* (jobs, id) {
        const first = yield* Effect.forkChild(jobs.get(id), { startImmediately: true })
        const second = yield* Effect.forkChild(jobs.get(id), { startImmediately: true })
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(first)
        assert.strictEqual((yield* Fiber.join(second)).result, "found")
        assert.strictEqual(asked, 2)
      })
    )
  })
})
