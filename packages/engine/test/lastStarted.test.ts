import { assert, describe, it } from "@effect/vitest"
import type { FakeProcess } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at, outcomeOf, start } from "./hosts.ts"

describe("what a command's runner starts while it is being stopped", () => {
  it.effect("is stopped too, though the first look came before it (I5)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const started: Array<FakeProcess> = []
      const options = { command: ["x"], timeLimit: "1 minute" } as const
      const { id } = yield* start(world, options, ({ token }) =>
        Effect.onInterrupt(Effect.never, () =>
          Effect.sync(() => void started.push(world.table.spawn({ token })))
        )
      )
      yield* TestClock.adjust("1 minute")
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(outcomeOf(job)?._tag, "TimedOut")
      assert.deepStrictEqual(
        started.map((process) => world.table.isAlive(process)),
        [false]
      )
      assert.deepInclude(job.state, { work: "Stopped" })
    })
  )
})
