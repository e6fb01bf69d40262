import { assert, describe, it } from "@effect/vitest"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at, start } from "./hosts.ts"

describe("the start of a job's work", () => {
  it.effect("is a sign of its owner, who is not quiet then", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owner = yield* start(world, {}, (job) =>
        Effect.gen(function* () {
          yield* Effect.sleep("10 minutes")
          yield* job.work(world.table.identify(world.table.spawn({ token: job.token })))
          return yield* Effect.never
        })
      )
      yield* TestClock.adjust("10 minutes")
      const started = yield* Clock.currentTimeMillis
      yield* TestClock.adjust("30 seconds")
      const job = yield* at(world.host(), (jobs) => jobs.get(owner.id))
      assert.deepStrictEqual([job.health, job.lastEventAt], [{ _tag: "Active" }, started])
    })
  )
})
