import { assert, describe, it } from "@effect/vitest"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at } from "./hosts.ts"

/** What only an owner can have written. */
const traces = {
  work: { identity: { scheme: "fake", label: "a command", value: null }, startedAt: 0 },
  result: { value: 42, at: 0 }
} as const

describe("a job whose claim is gone from the record", () => {
  for (const [name, value] of Object.entries(traces)) {
    it.effect(
      `is damaged where its ${name} is there, and neither over nor to be started again (I4)`,
      () =>
        Effect.gen(function* () {
          const world = makeFakeWorld()
          const host = world.host()
          const { id } = yield* at(host, (jobs) => jobs.submit({ claimDeadline: "1 minute" }))
          yield* MemoryJobStore.make(world.backing).publishOnce(id, name as "work", value as never)
          yield* TestClock.adjust("1 hour")
          const asked = {
            get: at(host, (jobs) => jobs.get(id)),
            cancel: at(host, (jobs) => jobs.cancel(id, { by: "user" })),
            own: at(host, (jobs) => jobs.own(id, () => Effect.succeed("it ran twice")))
          }
          for (const [what, answer] of Object.entries(asked)) {
            const error = yield* Effect.flip(answer as Effect.Effect<unknown, object>)
            assert.deepInclude(error, { _tag: "JobDamaged", fact: "claim" } as object, what)
          }
          const written = world.writes.map(({ fact }) => fact)
          assert.notIncludeMembers(written, ["claim", "outcome"])
        })
    )
  }
})
