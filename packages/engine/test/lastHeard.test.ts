import { assert, describe, it } from "@effect/vitest"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, killSilently, outcomeOf, start } from "./hosts.ts"

const passes = TestClock.adjust("1 second")

describe("the time at which a job was last heard of", () => {
  it.effect("is that of its submission, its claim, its word, its output, and its end", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const reader = world.host()
      yield* passes
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({ timeLimit: 0 }))
      const last = Effect.map(
        at(reader, (jobs) => jobs.get(id)),
        (job) => job.lastEventAt
      )
      const heard = [yield* last]
      yield* passes
      const owning = yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          jobs.own(id, (job) =>
            Effect.sleep("1 second").pipe(
              Effect.andThen(job.progress({ phase: "reading" })),
              Effect.andThen(Effect.sleep("1 second")),
              Effect.andThen(job.log("a line\n")),
              Effect.andThen(Effect.sleep("1 second")),
              Effect.as("done")
            )
          )
        ),
        { startImmediately: true }
      )
      for (let n = 0; n < 3; n++) {
        heard.push(yield* last)
        yield* passes
      }
      yield* Fiber.join(owning)
      heard.push(yield* last)
      assert.deepStrictEqual(heard, [1_000, 2_000, 3_000, 4_000, 5_000])
    })
  )

  it.effect("is not when a reader found out that its owner was dead", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      yield* passes
      const owner = yield* start(world, { timeLimit: 0 })
      const begunAt = yield* Clock.currentTimeMillis
      yield* killSilently(world, owner)
      yield* passes
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.strictEqual(outcomeOf(job)?._tag, "Orphaned")
      assert.strictEqual(job.lastEventAt, begunAt)
    })
  )
})
