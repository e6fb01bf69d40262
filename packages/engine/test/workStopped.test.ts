import { assert, describe, it } from "@effect/vitest"
import type { FakeProcess } from "@job-lifecycle/testing"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, killSilently, start } from "./hosts.ts"

describe("the end of an orphan's work", () => {
  it.effect("is recorded by the look that sees it, though the store refuses at first (I8)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const started = yield* Deferred.make<FakeProcess>()
      const owner = yield* start(world, { command: ["x"] }, (job) =>
        Effect.gen(function* () {
          const command = world.table.spawn({ token: job.token, deaf: true })
          yield* job.work(world.table.identify(command))
          yield* Deferred.succeed(started, command)
          return yield* Effect.never
        })
      )
      const work = yield* Deferred.await(started)
      yield* killSilently(world, owner)
      const reader = world.host()
      assert.deepInclude((yield* at(reader, (jobs) => jobs.get(owner.id))).state, {
        work: "Running"
      })
      world.table.kill(work)
      let refused = 0
      world.faults.fail = (operation, fact) =>
        operation === "publishOnce" && fact === "workStopped" && (refused += 1) === 1
          ? "Unexpected"
          : null
      const look = yield* Effect.forkChild(at(reader, (jobs) => jobs.get(owner.id)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(look)
      const store = MemoryJobStore.make(world.backing)
      assert.isNotNull(yield* store.standing(owner.id, "workStopped"))
    })
  )
})
